/** A file as a scan found it. */
export interface Sighting {
  readonly path: string;
  readonly bytes: number;
  /** Wall time, ms. */
  readonly changedAt: number;
}

interface Known {
  readonly sighting: Sighting;
  /** By the monotonic clock, ms: since when it has been as it is. */
  readonly since: number;
  readonly isTaken: boolean;
}

/**
 * Tells files that are whole from those that are still being written. `growing`: new, or other than at the scan before.
 * `taken`, once nothing of it has changed from one scan to another that came a while later. A taken file that changes is
 * growing again, and one that goes away is forgotten.
 */
export class Arrivals {
  readonly #settleMs: number;
  #known: ReadonlyMap<string, Known> = new Map();

  /** @param settleMs how long a file must have been as it is */
  constructor(settleMs: number) {
    this.#settleMs = settleMs;
  }

  /**
   * @param now by the monotonic clock, ms
   * @returns the paths that became taken with this scan
   */
  scan(found: readonly Sighting[], now: number): ReadonlySet<string> {
    const ready = new Set<string>();
    const known = new Map<string, Known>();
    for (const sighting of found) {
      const before = this.#known.get(sighting.path);
      if (before === undefined || !isSame(before.sighting, sighting)) {
        known.set(sighting.path, { sighting, since: now, isTaken: false });
        continue;
      }
      const becomesTaken = !before.isTaken && now - before.since >= this.#settleMs;
      if (becomesTaken) ready.add(sighting.path);
      known.set(sighting.path, { ...before, isTaken: before.isTaken || becomesTaken });
    }
    this.#known = known;
    return ready;
  }
}

function isSame(one: Sighting, other: Sighting): boolean {
  return one.bytes === other.bytes && one.changedAt === other.changedAt;
}
