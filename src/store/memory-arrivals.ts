import type { Arrival } from "../domain/arrival.ts";

/** What came to webhooks, of a store in memory. */
export class MemoryArrivals {
  readonly #arrivals = new Map<string, Map<number, Arrival>>();
  #secret: string | null = null;

  put(arrival: Arrival): void {
    const ofJob = this.#arrivals.get(arrival.job) ?? new Map<number, Arrival>();
    this.#arrivals.set(arrival.job, ofJob.set(arrival.submission, arrival));
  }

  one(job: string, submission: number): Arrival | null {
    return this.#arrivals.get(job)?.get(submission) ?? null;
  }

  forget(job: string): void {
    this.#arrivals.delete(job);
  }

  secret(fresh: string): string {
    this.#secret ??= fresh;
    return this.#secret;
  }
}
