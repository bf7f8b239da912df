interface Entry {
  readonly id: string;
  readonly due: number;
}

/** Outdated entries that may lie about before the heap is made anew. */
const SLACK = 64;

/**
 * Ids in order of due time, then of id. A change only adds an entry to the heap: one that no longer tells the truth is
 * thrown away when it comes to the top, or when outdated ones outnumber the others.
 */
export class DueQueue {
  readonly #due = new Map<string, number>();
  #heap: Entry[] = [];

  get size(): number {
    return this.#due.size;
  }

  set(id: string, due: number): void {
    if (this.#due.get(id) === due) return;
    this.#due.set(id, due);
    this.#heap.push({ id, due });
    this.#rise(this.#heap.length - 1);
    if (this.#heap.length > 2 * this.#due.size + SLACK) this.#renew();
  }

  /** False when it was not there. */
  delete(id: string): boolean {
    return this.#due.delete(id);
  }

  /** The one that is due first, which stays where it is; null when there is none. */
  first(): Entry | null {
    for (let top = this.#heap[0]; top !== undefined; top = this.#heap[0]) {
      if (this.#due.get(top.id) === top.due) return top;
      this.#dropTop();
    }
    return null;
  }

  /** All that are due, in no order. */
  *due(now: number): Generator<Entry> {
    for (const [id, due] of this.#due) if (due <= now) yield { id, due };
  }

  #renew(): void {
    this.#heap = Array.from(this.#due, ([id, due]) => ({ id, due })).sort((one, other) =>
      isBefore(one, other) ? -1 : 1,
    );
  }

  #dropTop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink();
  }

  #rise(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!this.#swapIfBefore(at, parent)) return;
      at = parent;
    }
  }

  #sink(): void {
    for (let at = 0; ; ) {
      const left = this.#heap[2 * at + 1];
      const right = this.#heap[2 * at + 2];
      if (left === undefined) return;
      const child = right !== undefined && isBefore(right, left) ? 2 * at + 2 : 2 * at + 1;
      if (!this.#swapIfBefore(child, at)) return;
      at = child;
    }
  }

  #swapIfBefore(lower: number, upper: number): boolean {
    const below = this.#heap[lower];
    const above = this.#heap[upper];
    if (below === undefined || above === undefined || !isBefore(below, above)) return false;
    this.#heap[lower] = above;
    this.#heap[upper] = below;
    return true;
  }
}

export function isBefore(one: Entry, other: Entry): boolean {
  return one.due < other.due || (one.due === other.due && one.id < other.id);
}
