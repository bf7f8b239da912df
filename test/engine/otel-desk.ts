import type { Job } from "../../src/domain/job.ts";
import type { JournalRecord } from "../../src/domain/journal.ts";
import type { Provider } from "../../src/domain/provider.ts";
import { makeJob } from "../../src/engine/new-job.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { assemblyai } from "../../src/providers/assemblyai/client.ts";
import { ACCOUNT, Desk, type DeskOptions } from "./desk.ts";

export const RECORDING = "mrs-x-calls.mp3";
export const OPTION = "an-option-of-somebody's-own";

/** Of a job that was asked for in this trace. */
export interface Asked {
  readonly trace?: string;
  /** It may go on at a provider that answers at once. */
  readonly chained?: boolean;
}

/** A desk's twin, and behind it a provider that answers each submit at once. */
export class OtelDesk extends Desk {
  constructor(options: DeskOptions = {}) {
    super(options);
    (this.means.providers as Map<string, Provider>).set(
      "second",
      second(() => this.now),
    );
  }

  async add({ trace, chained = false }: Asked = {}): Promise<string> {
    const { store, spool } = this.means;
    const here = { provider: "assemblyai", baseUrl: "http://twin", cap: 100, keyPrint: null };
    await store.describeAccount({ ...here, name: ACCOUNT });
    await store.describeAccount({ ...here, name: "second", provider: "second" });
    const bytes = async function* () {
      yield Buffer.from("0123456789");
    };
    const audio = await spool.put(bytes(), RECORDING);
    const first = { provider: assemblyai, account: ACCOUNT, providerOptions: {} };
    const next = { provider: second(() => this.now), account: "second", providerOptions: { model: "whisper-1" } };
    const chain = { links: chained ? ([first, next] as const) : ([first] as const), mayLose: [] };
    const making = { runtime: this.runtime, chain, policy: defaultPolicy, trace, prepares: false };
    const wanted = { audio: new Uint8Array(), run: "otel", providerOptions: { note: OPTION } };
    const [accepted] = await store.add([makeJob(making, { audio }, wanted)]);
    if (accepted === undefined) throw new Error("nothing was accepted");
    return accepted.id;
  }

  async job(id: string): Promise<Job> {
    const job = await this.means.store.get(id);
    if (job === null) throw new Error(`no job ${id}`);
    return job;
  }

  journal(id: string): Promise<readonly JournalRecord[]> {
    return this.means.store.journal(id);
  }
}

function second(now: () => number): Provider {
  const facts = { kinds: ["transcription"], stages: ["submit"], submitCharges: false } as const;
  return {
    name: "second",
    facts: { ...facts, uploadLifetimeMs: null, support: null, rough: false, modelOptions: ["model"] },
    client: {
      submit: async () => {
        const outcome = { kind: "reply", status: 200, headers: {}, body: "", complete: true } as const;
        const rest = { remoteId: null, language: null, confidence: null, rough: false, raw: null };
        const word = { text: "one", startMs: 0, endMs: 59_000, confidence: null, speaker: null, channel: null };
        const transcript = { provider: "second", text: "one", words: [word], durationMs: 60_000, ...rest };
        return {
          exchange: { method: "POST", endpoint: "/second", at: now(), elapsedMs: 0, sentBytes: 11, outcome },
          said: { state: "done", transcript },
          complaint: null,
        };
      },
    },
    errors: [],
  };
}
