import { classify } from "../../src/catalogue/classify.ts";
import { builtInCatalogue } from "../../src/compose-catalogue.ts";
import type { AccountPolicy } from "../../src/domain/account-policy.ts";
import type { Fault } from "../../src/domain/fault.ts";
import type { JournalEntry } from "../../src/domain/journal.ts";
import type { Policy } from "../../src/domain/policy.ts";
import type { Claim } from "../../src/domain/store.ts";
import type { HttpCall, Transport } from "../../src/domain/transport.ts";
import { onlyLink } from "../../src/engine/chain.ts";
import type { Downloads } from "../../src/engine/download.ts";
import { runTurn } from "../../src/engine/engine.ts";
import type { Recording } from "../../src/engine/house.ts";
import { takeIn } from "../../src/engine/intake.ts";
import type { Means } from "../../src/engine/means.ts";
import { makeJob } from "../../src/engine/new-job.ts";
import { openGates } from "../../src/engine/open-gates.ts";
import { Worker } from "../../src/engine/worker.ts";
import { defaultAccountPolicy } from "../../src/policy/account-policy.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { assemblyai } from "../../src/providers/assemblyai/client.ts";
import { assemblyaiServer } from "../../src/providers/assemblyai/server.ts";
import { VirtualRuntime } from "../../src/simulation/virtual-runtime.ts";
import { memoryStore } from "../../src/store/memory.ts";
import { memorySpool } from "../../src/store/memory-spool.ts";
import { inProcessTransport } from "../../src/twin/in-process.ts";
import { parseScenario } from "../../src/twin/scenario.ts";
import { createTwin } from "../../src/twin/twin.ts";

export const ACCOUNT = "desk";
const KEY = "raw-secret-key";
const MINUTE = 60_000;

/** The desk has no way to the web. */
export const NO_WEB: Downloads = {
  open: () => {
    throw new Error("nothing is fetched here");
  },
  close: async () => undefined,
};

/** One request as it went out, and when. */
export interface Sent {
  readonly at: number;
  readonly what: "upload" | "submit" | "poll" | "list";
  readonly url: string;
}

export interface DeskOptions {
  /** Default: the default of the house. */
  readonly accountPolicy?: AccountPolicy;
  /** The twin's script, as YAML. */
  readonly scenario?: string;
  readonly policy?: Policy;
  readonly seed?: number;
  /** Puts something between the engine and the twin. */
  readonly wire?: (twin: Transport, desk: Desk) => Transport;
  /** Says of a fault something else than the catalogue does. */
  readonly amend?: (fault: Fault) => Partial<Fault>;
  readonly bring?: NonNullable<Means["bring"]>;
  readonly renewKey?: NonNullable<Means["renewKey"]>;
  /** AssemblyAI by its name, with other rules. Default as it is. */
  readonly provider?: typeof assemblyai;
  /** Looks into recordings before they are sent. Default nothing does. */
  readonly recordings?: NonNullable<Means["recordings"]>;
  /** Length of every recording, ms. Default not known. */
  readonly audioMs?: number;
  /** Of the account, at each call. Default always the same. */
  readonly key?: () => string;
  /** False as long as the account has no key. */
  readonly hasKey?: () => boolean;
}

type EntryOf<T extends JournalEntry["type"]> = Extract<JournalEntry, { type: T }>;

/** The real engine, client and catalogue over a twin and a store in memory, in virtual time: one test's world. */
export class Desk {
  readonly runtime: VirtualRuntime;
  readonly means: Means;
  readonly sent: Sent[] = [];
  /** To the twin itself: nothing that goes this way is counted or altered. */
  readonly direct: Transport;
  readonly #policy: Policy;
  readonly #audioMs: number | null;
  readonly #twin: ReturnType<typeof createTwin>;

  constructor({
    scenario = "processing: 2s",
    policy = defaultPolicy,
    accountPolicy = defaultAccountPolicy,
    seed = 1,
    wire,
    key = () => KEY,
    hasKey,
    recordings,
    bring,
    renewKey,
    amend = () => ({}),
    provider = assemblyai,
    audioMs = null,
  }: Omit<DeskOptions, "audioMs"> & { readonly audioMs?: number | null } = {}) {
    this.runtime = new VirtualRuntime(seed);
    this.#policy = policy;
    this.#audioMs = audioMs;
    const { clock } = this.runtime;
    const script = parseScenario(scenario, "desk.yaml");
    this.#twin = createTwin({
      server: assemblyaiServer,
      scenario: script,
      seed,
      baseUrl: "http://twin",
      startedAt: clock.now(),
    });
    const catalogue = builtInCatalogue();
    this.direct = inProcessTransport(this.#twin, this.runtime, { latencyMs: 20 });
    const wired = wire?.(this.direct, this) ?? this.direct;
    const store = memoryStore({ clock });
    const classOf = (code: string) => catalogue.find(code)?.class ?? null;
    this.means = {
      ...(recordings === undefined ? {} : { recordings }),
      ...(bring === undefined ? {} : { bring }),
      ...(renewKey === undefined ? {} : { renewKey }),
      runtime: this.runtime,
      store,
      gates: openGates({ runtime: this.runtime, store, policy: accountPolicy, classOf }),
      spool: memorySpool(clock.now),
      transport: {
        send: (call, limits) => {
          this.sent.push({ at: clock.now(), what: whatOf(call), url: call.url });
          return wired.send(call, limits);
        },
      },
      providers: new Map([[provider.name, provider]]),
      classify: (evidence) => {
        const fault = classify(evidence, catalogue);
        return fault === null ? null : { ...fault, ...amend(fault) };
      },
      access: async () =>
        hasKey?.() === false ? { why: "the desk has no key" } : { baseUrl: "http://twin", key: key() },
    };
  }

  /** Plays a test in virtual time. */
  play<T>(test: () => Promise<T>): Promise<T> {
    return this.runtime.run(test());
  }

  /** The same where files are written: time must go on while the machine is at work. */
  async playWithFiles<T>(test: () => Promise<T>): Promise<T> {
    let ended = false;
    const ticking = async (): Promise<void> => {
      while (!ended) await this.runtime.clock.sleep(10);
    };
    return this.play(async () => {
      void ticking();
      return test().finally(() => {
        ended = true;
      });
    });
  }

  get now(): number {
    return this.runtime.clock.now();
  }

  get ledger() {
    return this.#twin.ledger(this.now);
  }

  async accept(text = "a recording", recording: Partial<Recording> = {}): Promise<string> {
    const { store, spool } = this.means;
    const account = { name: ACCOUNT, provider: assemblyai.name, baseUrl: "http://twin", cap: 100, keyPrint: null };
    await store.describeAccount(account);
    const bytes = new TextEncoder().encode(text);
    const prepares = this.means.recordings !== undefined;
    const making = {
      runtime: this.runtime,
      provider: assemblyai,
      chain: onlyLink(assemblyai, ACCOUNT),
      policy: this.#policy,
      prepares,
    };
    const wanted = { audio: bytes, name: "call.mp3", run: "desk", ...recording };
    const taken = await takeIn({ ...making, spool, downloads: NO_WEB }, wanted);
    const audio = this.#audioMs === null ? taken.audio : { ...taken.audio, durationMs: this.#audioMs };
    const job = makeJob(making, { ...taken, audio }, wanted);
    const [accepted] = await store.add([job]);
    if (accepted === undefined) throw new Error("nothing was accepted");
    return accepted.id;
  }

  async claim(worker = "by hand"): Promise<Claim> {
    const [claim] = await this.means.store.claim(1, worker, 120_000);
    if (claim === undefined) throw new Error("nothing is due");
    return claim;
  }

  /** One turn of one job, until the engine lets it go. `stop` also cuts, unless `cut` says when. */
  async turn(
    signals: { readonly stop?: AbortSignal; readonly cut?: AbortSignal } = {},
    claim?: Claim,
    means = this.means,
  ): Promise<void> {
    const stop = signals.stop ?? new AbortController().signal;
    await runTurn(means, claim ?? (await this.claim()), { stop, cut: signals.cut ?? stop });
  }

  /** Somebody acted: the account is let go on, and its jobs are woken. */
  async goOn(): Promise<void> {
    const { store } = this.means;
    await store.releaseAccount(ACCOUNT, "somebody acted");
    await store.wake({ account: ACCOUNT }, "somebody acted");
  }

  /** Lets a worker work until nothing is left to be done, or for `ms`. */
  async work(ms = 48 * 60 * MINUTE): Promise<void> {
    const { clock } = this.runtime;
    const stop = new AbortController();
    const worker = new Worker(this.means, { name: "desk-worker", turns: 50 });
    const working = worker.run(stop.signal);
    const end = clock.now() + ms;
    const ended = working.then(
      () => true,
      () => true,
    );
    for (;;) {
      const { open } = await this.means.store.counts();
      const due = (await this.means.store.nextDue()) ?? Number.POSITIVE_INFINITY;
      if ((open === 0 && due > end) || clock.now() >= end) break;
      const over = await Promise.race([ended, clock.sleep(Math.min(1_000, end - clock.now())).then(() => false)]);
      if (over) break;
    }
    stop.abort();
    await working;
  }

  async entries<T extends JournalEntry["type"]>(job: string, type: T): Promise<EntryOf<T>[]> {
    const records = await this.means.store.journal(job);
    return records.flatMap(({ entry }) => (entry.type === type ? [entry as EntryOf<T>] : []));
  }

  /** Each fault of a job: its code, what was decided and by which rule. */
  async faults(job: string): Promise<string[]> {
    const faults = await this.entries(job, "fault");
    return faults.map(({ fault, verdict }) => `${fault.code}: ${verdict.action} by ${verdict.rule}`);
  }

  async status(job: string): Promise<string> {
    const found = await this.means.store.get(job);
    return found?.state.status ?? "lost";
  }

  count(what: Sent["what"]): number {
    return this.sent.filter((call) => call.what === what).length;
  }

  at(what: Sent["what"]): readonly number[] {
    return this.sent.filter((call) => call.what === what).map(({ at }) => at);
  }
}

export function whatOf({ method, endpoint }: HttpCall): Sent["what"] {
  if (endpoint === "/v2/upload") return "upload";
  if (method === "POST") return "submit";
  return endpoint === "/v2/transcript" ? "list" : "poll";
}
