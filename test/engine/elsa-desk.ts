import { classify } from "../../src/catalogue/classify.ts";
import { builtInCatalogue } from "../../src/compose-catalogue.ts";
import type { AccountPolicy } from "../../src/domain/account-policy.ts";
import type { Policy } from "../../src/domain/policy.ts";
import { onlyLink } from "../../src/engine/chain.ts";
import type { Recording } from "../../src/engine/house.ts";
import { takeIn } from "../../src/engine/intake.ts";
import type { Means } from "../../src/engine/means.ts";
import { makeJob } from "../../src/engine/new-job.ts";
import { openGates } from "../../src/engine/open-gates.ts";
import { Worker } from "../../src/engine/worker.ts";
import { defaultAccountPolicy } from "../../src/policy/account-policy.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { elsaProvider } from "../../src/providers/elsa/client.ts";
import { elsaServer } from "../../src/providers/elsa/server.ts";
import { VirtualRuntime } from "../../src/simulation/virtual-runtime.ts";
import { memoryStore } from "../../src/store/memory.ts";
import { memorySpool } from "../../src/store/memory-spool.ts";
import { inProcessTransport } from "../../src/twin/in-process.ts";
import { parseScenario } from "../../src/twin/scenario.ts";
import { createTwin } from "../../src/twin/twin.ts";
import { wav } from "../elsa-talk.ts";
import { NO_WEB } from "./desk.ts";

const ACCOUNT = "elsa";
const SECONDS = 3;

export interface ElsaDeskOptions extends Pick<Means, "recordings" | "bring" | "renewKey"> {
  /** The twin's script, as YAML. */
  readonly scenario?: string;
  readonly policy?: Policy;
  readonly accountPolicy?: AccountPolicy;
  readonly seed?: number;
  /** The token of the account. Default `a-token`. */
  readonly token?: () => string;
}

/** The real engine and client before ELSA's twin, a store in memory, virtual time. Each recording is of three seconds. */
export class ElsaDesk {
  readonly runtime: VirtualRuntime;
  readonly means: Means;
  /** When each submit went out, ms since the beginning. */
  readonly sent: number[] = [];
  readonly #twin;
  readonly #policy: Policy;

  constructor(options: ElsaDeskOptions = {}) {
    const {
      scenario = "processing: 1s",
      policy = defaultPolicy,
      seed = 1,
      token = () => "a-token",
      ...others
    } = options;
    const { accountPolicy = defaultAccountPolicy, ...tools } = others;
    this.runtime = new VirtualRuntime(seed);
    this.#policy = policy;
    const { runtime } = this;
    const { clock } = runtime;
    const began = clock.now();
    const script = parseScenario(scenario, "elsa.yaml");
    this.#twin = createTwin({ server: elsaServer, scenario: script, seed, baseUrl: "http://elsa", startedAt: began });
    const direct = inProcessTransport(this.#twin, runtime, { latencyMs: 20 });
    const catalogue = builtInCatalogue();
    const store = memoryStore({ clock });
    const classOf = (code: string) => catalogue.find(code)?.class ?? null;
    this.means = {
      ...tools,
      runtime,
      store,
      gates: openGates({ runtime, store, policy: accountPolicy, classOf }),
      spool: memorySpool(clock.now),
      transport: {
        send: (call, limits) => {
          if (call.method === "POST") this.sent.push(clock.now() - began);
          return direct.send(call, limits);
        },
      },
      providers: new Map([[elsaProvider.name, elsaProvider]]),
      classify: (evidence) => classify(evidence, catalogue),
      access: async () => ({ baseUrl: "http://elsa", key: token() }),
    };
  }

  get ledger() {
    return this.#twin.ledger(this.runtime.clock.now());
  }

  counts() {
    return this.means.store.counts();
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

  /** Minutes are bought. */
  topUp(minutes: number): void {
    const head = { method: "POST", path: "/twin/minutes", query: { add: String(minutes) }, headers: {} };
    this.#twin.receiveHead(head, this.runtime.clock.now());
  }

  /** The ids of jobs for so many recordings, all different. */
  async accept(count = 1, recording: Partial<Recording> = {}): Promise<readonly string[]> {
    const { store, spool, recordings } = this.means;
    const { runtime } = this;
    await store.describeAccount({ name: ACCOUNT, provider: "elsa", baseUrl: "http://elsa", cap: 20, keyPrint: null });
    const prepares = recordings !== undefined;
    const making = {
      runtime,
      provider: elsaProvider,
      chain: onlyLink(elsaProvider, ACCOUNT),
      policy: this.#policy,
      prepares,
    };
    const ids: string[] = [];
    for (let number = 1; number <= count; number += 1) {
      const bytes = wav({ seconds: SECONDS, seed: number });
      const wanted = { audio: bytes, kind: "assessment", name: `${number}.wav`, run: "elsa", ...recording } as const;
      const taken = await takeIn({ ...making, spool, downloads: NO_WEB }, wanted);
      const audio = { ...taken.audio, durationMs: SECONDS * 1_000 };
      const [accepted] = await store.add([makeJob(making, { ...taken, audio }, wanted)]);
      if (accepted !== undefined) ids.push(accepted.id);
    }
    return ids;
  }

  /** Works until all is over, or for so long, ms. */
  async work(ms: number): Promise<void> {
    const { clock } = this.runtime;
    const stop = new AbortController();
    const working = new Worker(this.means, { name: "worker", turns: 40 }).run(stop.signal);
    const end = clock.now() + ms;
    for (;;) {
      const { open, parked } = await this.counts();
      if (clock.now() >= end || open + parked === 0) break;
      await clock.sleep(1_000);
    }
    stop.abort();
    await working;
  }

  /** Each fault of a job: its code and what was decided. */
  async faults(job: string): Promise<readonly string[]> {
    const records = await this.means.store.journal(job);
    return records.flatMap(({ entry }) =>
      entry.type === "fault" ? [`${entry.fault.code}: ${entry.verdict.action}`] : [],
    );
  }
}
