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
      if (!earlier(heap[at], heap[parent])) return;
      swap(heap, at, parent);
      at = parent;
    }
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
    if (heap.length === 0) return first;
    heap[0] = last;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const least = earlier(heap[left + 1], heap[left]) ? left + 1 : left;
      if (!earlier(heap[least], heap[at])) return first;
      swap(heap, at, least);
      at = least;
    }
  }
}

function earlier(a: Sleeper | undefined, b: Sleeper | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function swap(heap: Sleeper[], a: number, b: number): void {
  const [first, second] = [heap[a], heap[b]];
  if (first === undefined || second === undefined) return;
  heap[a] = second;
  heap[b] = first;
}
