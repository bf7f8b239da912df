/**
 * One sync for all who ask while none is running, or while one is: that one may have begun before their change, so they
 * wait for the next.
 */
export class SharedSync {
  readonly #sync: () => Promise<void>;
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;

  constructor(sync: () => Promise<void>) {
    this.#sync = sync;
  }

  /** Resolves after a sync that began after this call. Rejects as that sync does. */
  done(): Promise<void> {
    this.#next ??= this.#begin(this.#running);
    return this.#next;
  }

  async #begin(before: Promise<void>): Promise<void> {
    // Its own askers hear of its failure.
    await before.catch(() => undefined);
    this.#next = null;
    this.#running = this.#sync();
    await this.#running;
  }
}
