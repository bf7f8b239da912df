import type { TimestampGap } from "../structure.ts";

/** A jump shorter than this is jitter of the program that wrote the times. */
const SHORTEST_GAP_MS = 350;
/** Packets of one recording differ in length, and none is several times as long as the one before. */
const TIMES_USUAL = 4;
export const MOST_GAPS = 100;

/** Whether a step from one packet to the next, ms, is a jump beside the usual step. */
export function isJump(step: number, usual: number): boolean {
  return step - usual > SHORTEST_GAP_MS && step > usual * TIMES_USUAL;
}

/** Follows the times of packets and notes where they jump. */
export class GapFinder {
  readonly gaps: TimestampGap[] = [];
  #last: number | null = null;
  #usual: number | null = null;
  /** Length of all packets by their times, jumps taken out, ms; the last packet is as long as the one before. */
  ms = 0;

  /** `lengthMs`: how long the packet before plays where it says so itself; by the times otherwise. */
  packetAt(ms: number, lengthMs: number | null = null): void {
    if (this.#last !== null) {
      const step = ms - this.#last;
      const usual = lengthMs ?? this.#usual ?? step;
      const jumps = isJump(step, usual);
      if (jumps && this.gaps.length < MOST_GAPS) this.gaps.push({ atMs: this.#last + usual, lengthMs: step - usual });
      if (!jumps && step > 0) this.#usual = step;
      this.ms += jumps ? usual : Math.max(0, step);
    }
    this.#last = ms;
  }

  end(): void {
    if (this.#last !== null) this.ms += this.#usual ?? 0;
  }
}
