import type { Awaiting, Place, Rolls } from "./lookout.ts";
import type { Means } from "./means.ts";
import { RollCall } from "./roll-call.ts";

/** The roll calls of one worker. */
export class RollCalls implements Rolls {
  readonly #means: Means;
  readonly #ring: (job: string) => void;
  readonly #onBroken: (error: unknown) => void;
  readonly #stop = new AbortController();
  readonly #accounts = new Map<string, RollCall>();
  readonly #byJob = new Map<string, RollCall>();

  constructor(means: Means, ring: (job: string) => void, onBroken: (error: unknown) => void) {
    this.#means = means;
    this.#ring = ring;
    this.#onBroken = onBroken;
  }

  expect({ account, provider }: Place, awaiting: Awaiting): void {
    this.forget(awaiting.job);
    if (provider.client.running === undefined) return;
    let roll = this.#accounts.get(account);
    if (roll === undefined) {
      const parts = { means: this.#means, account, provider, ring: this.#ring };
      roll = new RollCall({ ...parts, stop: this.#stop.signal, onBroken: this.#onBroken });
      this.#accounts.set(account, roll);
    }
    this.#byJob.set(awaiting.job, roll);
    roll.expect(awaiting);
  }

  forget(job: string): void {
    this.#byJob.get(job)?.forget(job);
    this.#byJob.delete(job);
  }

  tells(job: string): boolean {
    return this.#byJob.get(job)?.tells(job) ?? false;
  }

  soonMs(job: string): number {
    return this.#byJob.get(job)?.soonMs ?? 0;
  }

  turnedOut(job: string, wasOver: boolean): void {
    this.#byJob.get(job)?.turnedOut(wasOver);
  }

  /** No roll is called any more. */
  async end(): Promise<void> {
    this.#stop.abort();
    for (const roll of this.#accounts.values()) await roll.ended();
  }
}
