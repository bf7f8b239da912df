import { providerOptionsOf } from "../domain/chain.ts";
import type { Job } from "../domain/job.ts";
import type { ProviderFacts } from "../domain/provider.ts";
import type { Runtime } from "../domain/runtime.ts";
import type { JobStore } from "../domain/store.ts";
import { type Expectation, expectation, learned, noPace, type Pace, paceFrom, paceText } from "../policy/pace.ts";

/** What is learned is worth a commit so often, ms; and one at the end. */
const WRITE_EVERY_MS = 60_000;

/** More models of an account than anybody uses: those after them share what is known of the usual one. */
const MOST_MODELS = 50;
const LONGEST_NAME = 100;
const USUAL_MODEL = "default";

/** Whose runs are alike. */
export interface Kind {
  readonly account: string;
  readonly model: string;
  /** Length of what is transcribed, ms; null when it is not known. */
  readonly audioMs: number | null;
}

/** The model that a job asks for, where its provider says which options choose it. */
export function modelOf(job: Job, { modelOptions = [] }: Pick<ProviderFacts, "modelOptions">): string {
  const options = providerOptionsOf(job);
  const named = modelOptions.map((name) => options[name]).find((value) => value !== undefined && value !== null);
  return named === undefined ? USUAL_MODEL : JSON.stringify(named).slice(0, LONGEST_NAME);
}

/** What was learned of how long runs take, by account and model; kept in the store, and written seldom. */
export class Speeds {
  readonly #store: JobStore;
  readonly #clock: Runtime["clock"];
  readonly #accounts = new Map<string, Map<string, Pace>>();
  readonly #unwritten = new Map<string, Set<string>>();
  #writtenAt: number;

  constructor({ store, runtime }: { readonly store: JobStore; readonly runtime: Runtime }) {
    this.#store = store;
    this.#clock = runtime.clock;
    this.#writtenAt = runtime.clock.monotonic();
  }

  /** What such a run is expected to take; null where too little is known. Throws `StoreError`. */
  async expected({ account, model, audioMs }: Kind): Promise<Expectation | null> {
    const models = this.#accounts.get(account) ?? (await this.#read(account));
    return expectation(models.get(model) ?? noPace, audioMs);
  }

  /** A run was not over at `fromMs` and was over at `toMs`, both since it was accepted. Throws `StoreError`. */
  async learn({ account, model, audioMs }: Kind, fromMs: number, toMs: number): Promise<void> {
    const models = this.#accounts.get(account) ?? (await this.#read(account));
    const name = models.has(model) || models.size < MOST_MODELS ? model : USUAL_MODEL;
    models.set(name, learned(models.get(name) ?? noPace, audioMs, fromMs, toMs));
    this.#unwritten.set(account, (this.#unwritten.get(account) ?? new Set()).add(name));
    if (this.#clock.monotonic() - this.#writtenAt >= WRITE_EVERY_MS) await this.settle();
  }

  /** Writes down what has not been written yet. Throws `StoreError`. */
  async settle(): Promise<void> {
    this.#writtenAt = this.#clock.monotonic();
    const unwritten = [...this.#unwritten];
    this.#unwritten.clear();
    for (const [account, names] of unwritten) {
      for (const name of names) {
        const pace = this.#accounts.get(account)?.get(name) ?? noPace;
        await this.#store.putSpeed(account, name, paceText(pace));
      }
    }
  }

  async #read(account: string): Promise<Map<string, Pace>> {
    const kept = Object.entries(await this.#store.speeds(account)).slice(0, MOST_MODELS);
    // Whoever asked at the same time may have been first, and learned something since.
    const models = this.#accounts.get(account) ?? new Map(kept.map(([model, text]) => [model, paceFrom(text)]));
    this.#accounts.set(account, models);
    return models;
  }
}
