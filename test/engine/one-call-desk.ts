import { classify } from "../../src/catalogue/classify.ts";
import { builtInCatalogue } from "../../src/compose-catalogue.ts";
import type { AccountPolicy } from "../../src/domain/account-policy.ts";
import type { Policy } from "../../src/domain/policy.ts";
import type { Provider } from "../../src/domain/provider.ts";
import type { TranscribingServer } from "../../src/domain/transcribing-server.ts";
import { onlyLink } from "../../src/engine/chain.ts";
import type { Recording } from "../../src/engine/house.ts";
import { takeIn } from "../../src/engine/intake.ts";
import type { Means } from "../../src/engine/means.ts";
import { makeJob } from "../../src/engine/new-job.ts";
import { openGates } from "../../src/engine/open-gates.ts";
import { Worker } from "../../src/engine/worker.ts";
import { defaultAccountPolicy } from "../../src/policy/account-policy.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { VirtualRuntime } from "../../src/simulation/virtual-runtime.ts";
import { memoryStore } from "../../src/store/memory.ts";
import { memorySpool } from "../../src/store/memory-spool.ts";
import { inProcessTransport } from "../../src/twin/in-process.ts";
import { parseScenario } from "../../src/twin/scenario.ts";
import { createTwin } from "../../src/twin/twin.ts";
import { wav } from "../elsa-talk.ts";
import { NO_WEB } from "./desk.ts";

const BASE_URL = "http://one-call";
const SECONDS = 3;

export interface OneCallDeskOptions extends Pick<Means, "recordings"> {
  readonly provider: Provider;
  readonly server: TranscribingServer;
  /** The twin's script, as YAML. Default a second of work and no fault. */
  readonly scenario?: string;
  readonly policy?: Policy;
  readonly accountPolicy?: AccountPolicy;
  readonly seed?: number;
  /** The credential of the account. Default `a-key`. */
  readonly key?: string;
}

/**
 * The real engine and client before the twin of a service that transcribes in one call, a store in memory, virtual time.
 * Each recording is of three seconds.
 */
export class OneCallDesk {
  readonly runtime: VirtualRuntime;
  readonly means: Means;
  /** When each request went out, ms since the beginning. */
  readonly sent: number[] = [];
  readonly #twin;
  readonly #options: OneCallDeskOptions;

  constructor(options: OneCallDeskOptions) {
    const { provider, server, scenario = "processing: 1s", seed = 1, accountPolicy = defaultAccountPolicy } = options;
    this.#options = options;
    this.runtime = new VirtualRuntime(seed);
    const { runtime } = this;
    const { clock } = runtime;
    const began = clock.now();
    const script = parseScenario(scenario, "day.yaml");
    this.#twin = createTwin({ server, scenario: script, seed, baseUrl: BASE_URL, startedAt: began });
    const direct = inProcessTransport(this.#twin, runtime, { latencyMs: 20 });
    const catalogue = builtInCatalogue();
    const store = memoryStore({ clock });
    const classOf = (code: string) => catalogue.find(code)?.class ?? null;
    this.means = {
      ...(options.recordings === undefined ? {} : { recordings: options.recordings }),
      runtime,
      store,
      gates: openGates({ runtime, store, policy: accountPolicy, classOf }),
      spool: memorySpool(clock.now),
      transport: {
        send: (call, limits) => {
          this.sent.push(clock.now() - began);
          return direct.send(call, limits);
        },
      },
      providers: new Map([[provider.name, provider]]),
      classify: (evidence) => classify(evidence, catalogue),
      access: async () => ({ baseUrl: BASE_URL, key: options.key ?? "a-key" }),
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
      while (!ended) await this.runtime.clock.sleep(1);
    };
    return this.play(async () => {
      void ticking();
      return test().finally(() => {
        ended = true;
      });
    });
  }

  /** The ids of jobs for so many recordings, all different. */
  async accept(count = 1, recording: Partial<Recording> = {}): Promise<readonly string[]> {
    const { store, spool, recordings } = this.means;
    const { runtime } = this;
    const { provider, policy = defaultPolicy } = this.#options;
    const { name: account } = provider;
    await store.describeAccount({ name: account, provider: account, baseUrl: BASE_URL, cap: 20, keyPrint: null });
    const prepares = recordings !== undefined;
    const making = { runtime, provider, chain: onlyLink(provider, account), policy, prepares };
    const ids: string[] = [];
    for (let number = 1; number <= count; number += 1) {
      const wanted = {
        audio: wav({ seconds: SECONDS, seed: number }),
        name: `${number}.wav`,
        run: "desk",
        ...recording,
      };
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
