import type { JobStore } from "../domain/store.ts";
import type { Transport } from "../domain/transport.ts";

/** What becomes of a process at one of its dangerous moments. */
export type Fate = "live" | "die" | "freeze";

/** Verbs of a store that commit. The rest only read. */
const COMMITS: readonly string[] = [
  "add",
  "claim",
  "save",
  "extend",
  "wake",
  "cancel",
  "reopen",
  "remove",
  "describeAccount",
  "holdAccount",
  "releaseAccount",
  "learn",
  "putBreaker",
  "putSpeed",
  "spend",
];

function never<T>(): Promise<T> {
  return new Promise(() => undefined);
}

/**
 * A process that may die before and after every commit and every send, and freeze around every commit. A dead one does
 * nothing more: whatever it calls never answers, as if the machine had stopped. A frozen one reaches its store again only
 * after the thaw, and goes on as if nothing had been.
 */
export class Mortal {
  #dead = false;
  #ice: Promise<void> = Promise.resolve();
  readonly #fate: (moment: string) => Fate;
  readonly #thaw: () => Promise<void>;
  readonly #onEnd: (how: "die" | "freeze", moment: string) => void;

  constructor(
    fate: (moment: string) => Fate,
    thaw: () => Promise<void>,
    onEnd: (how: "die" | "freeze", moment: string) => void,
  ) {
    this.#fate = fate;
    this.#thaw = thaw;
    this.#onEnd = onEnd;
  }

  get dead(): boolean {
    return this.#dead;
  }

  async #moment(name: string): Promise<void> {
    if (this.#dead) return never();
    const fate = this.#fate(name);
    if (fate === "live") return;
    this.#onEnd(fate, name);
    if (fate === "freeze") {
      this.#ice = this.#thaw();
      return this.#ice;
    }
    this.#dead = true;
    return never();
  }

  store(inner: JobStore): JobStore {
    return new Proxy(inner, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== "function") return value;
        return async (...args: unknown[]) => {
          if (this.#dead) return never();
          await this.#ice;
          const commits = COMMITS.includes(String(name));
          if (commits) await this.#moment(`before ${String(name)}`);
          const answer: unknown = await Reflect.apply(value, target, args);
          if (commits) await this.#moment(`after ${String(name)}`);
          return answer;
        };
      },
    });
  }

  transport(inner: Transport): Transport {
    return {
      send: async (call, limits) => {
        // Frozen here is the gap that no fence closes; docs say so, and the simulation does not pretend otherwise.
        await this.#mortalMoment(`before ${call.method} ${call.endpoint}`);
        const exchange = await inner.send(call, limits);
        await this.#mortalMoment(`after ${call.method} ${call.endpoint}`);
        return exchange;
      },
    };
  }

  async #mortalMoment(name: string): Promise<void> {
    if (this.#dead) return never();
    if (this.#fate(name) !== "die") return;
    this.#onEnd("die", name);
    this.#dead = true;
    return never();
  }
}
