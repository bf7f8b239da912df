import { NOTHING_DBFS } from "./thresholds.ts";

const STEPS_PER_DB = 10;
/** A square wave at full scale has 0 dBFS; nothing is above. */
const BINS = -NOTHING_DBFS * STEPS_PER_DB + 1;

/** How often each level was seen, in steps of 0.1 dB: percentiles of any number of windows in constant memory. */
export class LevelHistogram {
  readonly #counts = new Float64Array(BINS);
  #total = 0;

  /** `level` in dBFS. */
  add(level: number): void {
    const bin = Math.round((level - NOTHING_DBFS) * STEPS_PER_DB);
    const kept = Math.min(BINS - 1, Math.max(0, bin));
    this.#counts[kept] = (this.#counts[kept] as number) + 1;
    this.#total += 1;
  }

  /** The level, dBFS, that a share of the windows, 0 to 1, does not exceed; -127 when there are none. */
  percentile(share: number): number {
    // The quietest of all for 0, the loudest for 1.
    const wanted = Math.max(1, Math.ceil(share * this.#total));
    let seen = 0;
    for (let bin = 0; bin < BINS; bin += 1) {
      seen += this.#counts[bin] as number;
      if (seen >= wanted) return levelOf(bin);
    }
    return NOTHING_DBFS;
  }

  /** Share of the windows above `level`, 0 to 1; 0 when there are none. */
  shareAbove(level: number): number {
    let above = 0;
    for (let bin = BINS - 1; bin >= 0 && levelOf(bin) > level; bin -= 1) above += this.#counts[bin] as number;
    return this.#total === 0 ? 0 : above / this.#total;
  }
}

function levelOf(bin: number): number {
  // Whole steps first: a sum of fractions would be off in its last digit.
  return (bin + NOTHING_DBFS * STEPS_PER_DB) / STEPS_PER_DB;
}
