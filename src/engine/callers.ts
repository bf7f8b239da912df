/** How many calls wait for each job's transcript. */
export class Callers {
  readonly #counts = new Map<string, number>();

  of(job: string): number {
    return this.#counts.get(job) ?? 0;
  }

  /** Counts the work as one that waits, as long as it lasts. */
  async waiting<T>(job: string, work: () => Promise<T>): Promise<T> {
    this.#counts.set(job, this.of(job) + 1);
    try {
      return await work();
    } finally {
      const left = this.of(job) - 1;
      if (left > 0) this.#counts.set(job, left);
      else this.#counts.delete(job);
    }
  }
}
