import { classify } from "../../src/catalogue/classify.ts";
import { builtInCatalogue } from "../../src/compose-catalogue.ts";
import type { AccountPolicy } from "../../src/domain/account-policy.ts";
import { StoreError } from "../../src/domain/errors.ts";
import type { Job } from "../../src/domain/job.ts";
import type { Policy } from "../../src/domain/policy.ts";
import type { Heard, Provider, SubmitAsk, Submitted } from "../../src/domain/provider.ts";
import type { JobStore } from "../../src/domain/store.ts";
import type { Transcript } from "../../src/domain/transcript.ts";
import type { Chain } from "../../src/engine/chain.ts";
import type { Recording } from "../../src/engine/house.ts";
import type { Means } from "../../src/engine/means.ts";
import { makeJob } from "../../src/engine/new-job.ts";
import { openGates } from "../../src/engine/open-gates.ts";
import { Worker } from "../../src/engine/worker.ts";
import { defaultAccountPolicy } from "../../src/policy/account-policy.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { VirtualRuntime } from "../../src/simulation/virtual-runtime.ts";
import { memoryStore } from "../../src/store/memory.ts";
import { memorySpool } from "../../src/store/memory-spool.ts";

/** What a scripted provider answers with: a status, no reply after all was sent, or a text. */
export type Reply = number | "reset" | { readonly text: string };

export interface ScriptedLink {
  readonly name: string;
  /** Asked in order of the submits; the last goes on for ever. */
  readonly replies: readonly Reply[];
  readonly facts?: Partial<Provider["facts"]>;
}

export interface ChainDeskOptions extends Pick<Means, "recordings"> {
  readonly links: readonly [ScriptedLink, ...ScriptedLink[]];
  readonly policy?: Policy;
  readonly accountPolicy?: AccountPolicy;
  readonly mayLose?: Chain["mayLose"];
  /** The process dies at its so many-th commit, before it or after it; another goes on. Default never. */
  readonly death?: { readonly at: number; readonly committed: boolean };
  /** Length of each recording, s; null for unknown. Default 60. */
  readonly seconds?: number | null;
}

/** The real engine before providers that answer at once as they are told to, in virtual time. */
export class ChainDesk {
  readonly runtime = new VirtualRuntime(1);
  readonly means: Means;
  readonly chain: Chain;
  /** Each submit: which provider, and when, ms since the beginning. */
  readonly asked: { readonly provider: string; readonly at: number; readonly ask: SubmitAsk }[] = [];
  readonly #policy: Policy;
  readonly #seconds: number | null;

  constructor(options: ChainDeskOptions) {
    const { links, policy = defaultPolicy, accountPolicy = defaultAccountPolicy, mayLose = [], seconds = 60 } = options;
    const { clock } = this.runtime;
    this.#policy = policy;
    this.#seconds = seconds;
    const [first, ...others] = links.map((link) => this.#provider(link));
    if (first === undefined) throw new Error("a chain has a link");
    const chained = (provider: Provider) => ({ provider, account: `at-${provider.name}`, providerOptions: {} });
    this.chain = { links: [chained(first), ...others.map(chained)], mayLose };
    const catalogue = builtInCatalogue();
    const store = mortalStore(memoryStore({ clock }), options.death);
    const classOf = (code: string) => catalogue.find(code)?.class ?? null;
    this.means = {
      ...(options.recordings === undefined ? {} : { recordings: options.recordings }),
      runtime: this.runtime,
      store,
      gates: openGates({ runtime: this.runtime, store, policy: accountPolicy, classOf }),
      spool: memorySpool(clock.now),
      transport: { send: () => Promise.reject(new Error("scripted providers need no wire")) },
      providers: new Map(this.chain.links.map(({ provider }) => [provider.name, provider])),
      classify: (evidence) => classify(evidence, catalogue),
      access: async () => ({ baseUrl: "http://scripted", key: "k" }),
    };
  }

  /** Plays a test in virtual time, with every account known. Time goes on while files are written. */
  play<T>(test: () => Promise<T>): Promise<T> {
    let ended = false;
    const ticking = async (): Promise<void> => {
      while (!ended && this.means.recordings !== undefined) await this.runtime.clock.sleep(10);
    };
    const end = (): void => {
      ended = true;
    };
    return this.runtime.run(
      (async () => {
        void ticking();
        for (const { provider, account } of this.chain.links) {
          await this.means.store.describeAccount({
            name: account,
            provider: provider.name,
            baseUrl: "http://scripted",
            cap: 4,
            keyPrint: null,
          });
        }
        return test().finally(end);
      })(),
    );
  }

  async accept(count = 1, recording: Partial<Recording> = {}): Promise<readonly string[]> {
    const { store, spool } = this.means;
    const ids: string[] = [];
    for (let number = 1; number <= count; number += 1) {
      const wanted = { audio: new Uint8Array(), name: `${number}.wav`, run: "chain", ...recording };
      const bytes = async function* () {
        yield Buffer.from(`recording ${number}`);
      };
      const audio = { ...(await spool.put(bytes(), wanted.name)), durationMs: seconds(this.#seconds) };
      const making = { runtime: this.runtime, chain: this.chain, policy: this.#policy };
      const prepares = this.means.recordings !== undefined;
      const [accepted] = await store.add([makeJob({ ...making, prepares }, { audio }, wanted)]);
      if (accepted !== undefined) ids.push(accepted.id);
    }
    return ids;
  }

  /** Works until all is over, or for so long, ms. */
  async work(ms: number): Promise<void> {
    const { clock } = this.runtime;
    const stop = new AbortController();
    const worker = () => new Worker(this.means, { name: "worker", turns: 40 }).run(stop.signal);
    const working = worker().catch((error: unknown) => (error instanceof Death ? worker() : Promise.reject(error)));
    const end = clock.now() + ms;
    for (;;) {
      const { open, parked } = await this.means.store.counts();
      if (clock.now() >= end || open + parked === 0) break;
      await clock.sleep(1_000);
    }
    stop.abort();
    await working;
  }

  async job(id: string): Promise<Job> {
    const job = await this.means.store.get(id);
    if (job === null) throw new Error(`no job ${id}`);
    return job;
  }

  async result(id: string): Promise<Transcript | null> {
    return this.means.store.result(id);
  }

  /** Providers in the order in which they were asked. */
  get order(): readonly string[] {
    return this.asked.map(({ provider }) => provider);
  }

  #provider({ name, replies, facts = {} }: ScriptedLink): Provider {
    let count = 0;
    return {
      name,
      facts: {
        kinds: ["transcription"],
        stages: ["submit"],
        submitCharges: true,
        uploadLifetimeMs: null,
        support: null,
        rough: false,
        ...facts,
      },
      client: {
        submit: async (_call, ask) => {
          const { clock } = this.runtime;
          const reply = replies[Math.min(count, replies.length - 1)] ?? 503;
          count += 1;
          this.asked.push({ provider: name, at: clock.monotonic(), ask });
          await clock.sleep(100);
          return heard(name, reply, clock.now());
        },
      },
      errors: [],
    };
  }
}

function seconds(length: number | null): number | null {
  return length === null ? null : length * 1_000;
}

function heard(provider: string, reply: Reply, now: number): Heard<Submitted> {
  const exchange = { method: "POST", endpoint: "/scripted", at: now - 100, elapsedMs: 100, sentBytes: 10 };
  if (reply === "reset") {
    const outcome = { kind: "no-reply", code: "ECONNRESET", message: "reset", sent: "all" } as const;
    return { exchange: { ...exchange, outcome }, said: null, complaint: null };
  }
  const status = typeof reply === "number" ? reply : 200;
  const outcome = { kind: "reply", status, headers: {}, body: "", complete: true } as const;
  if (typeof reply === "number") return { exchange: { ...exchange, outcome }, said: null, complaint: null };
  return {
    exchange: { ...exchange, outcome },
    said: { state: "done", transcript: transcriptOf(provider, reply.text) },
    complaint: null,
  };
}

function transcriptOf(provider: string, text: string): Transcript {
  const words = text
    .split(" ")
    .filter((word) => word !== "")
    .map((word, index) => ({
      text: word,
      startMs: index * 1_000,
      endMs: (index + 1) * 1_000,
      confidence: null,
      speaker: null,
      channel: null,
    }));
  const rest = { remoteId: null, language: null, confidence: null, durationMs: null, rough: false, raw: null };
  return { provider, text, words, ...rest };
}

class Death extends StoreError {}

/** A store whose process dies at a commit: nothing of it is heard of any more. */
function mortalStore(store: JobStore, death: ChainDeskOptions["death"]): JobStore {
  let commits = 0;
  return new Proxy(store, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return async (...args: unknown[]) => {
        if (name === "save") commits += 1;
        const dies = name === "save" && commits === death?.at;
        if (dies && !death.committed) throw new Death("died", "died", "go on");
        const answer: unknown = await Reflect.apply(value, target, args);
        if (dies) throw new Death("died", "died", "go on");
        return answer;
      };
    },
  });
}
