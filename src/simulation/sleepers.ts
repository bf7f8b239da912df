/** Somebody who sleeps in virtual time. */
export interface Sleeper {
  /** Virtual time at which it wakes, ms. */
  readonly at: number;
  /** Its place among those of the same instant. */
  readonly order: number;
  readonly wake: () => void;
  /** True once something else has woken it. */
  gone: boolean;
}

/** Who wakes next: a heap by time, and within an instant by the order of lying down. */
export class Sleepers {
  readonly #heap: Sleeper[] = [];

  add(sleeper: Sleeper): void {
    const heap = this.#heap;
    let at = heap.push(sleeper) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isEarlier(sleeper, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = sleeper;
  }

  /** The first and all others of its instant, in their order; empty when nobody sleeps. */
  takeNext(): readonly Sleeper[] {
    const first = this.#pop();
    if (first === null) return [];
    const all = [first];
    while (this.#heap[0]?.at === first.at) {
      const next = this.#popAny();
      if (next !== null && !next.gone) all.push(next);
    }
    return all;
  }

  #pop(): Sleeper | null {
    for (;;) {
      const first = this.#popAny();
      if (first === null || !first.gone) return first;
    }
  }

  #popAny(): Sleeper | null {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) return null;
    if (heap.length > 0) this.#sink(last);
    return first;
  }

  /** Puts what stood last where it belongs from the top, which is free. */
  #sink(last: Sleeper): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      let child = heap[below];
      const right = heap[below + 1];
      if (child !== undefined && right !== undefined && isEarlier(right, child)) {
        child = right;
        below += 1;
      }
      if (child === undefined || !isEarlier(child, last)) break;
      heap[at] = child;
      at = below;
    }
    heap[at] = last;
  }
}

function isEarlier(one: Sleeper, other: Sleeper): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
