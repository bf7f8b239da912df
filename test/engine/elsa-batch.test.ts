import { describe, expect, it } from "vitest";
import { classify } from "../../src/catalogue/classify.ts";
import { builtInCatalogue } from "../../src/compose-catalogue.ts";
import type { AccountPolicy } from "../../src/domain/account-policy.ts";
import type { Policy } from "../../src/domain/policy.ts";
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

/** With it no request fails three times in a row: so often is as often as may be paid for. */
const SEED = 2;
const JOBS = 200;
const SECONDS = 3;
const MINUTE = 60_000;
const ACCOUNT = "elsa";

/** Sending again what may have been charged is allowed, up to ten minutes of audio a day. */
const resubmitting: Policy = {
  ...defaultPolicy,
  reconcile: { ...defaultPolicy.reconcile, onUncertain: "resubmit", resubmitUpToSeconds: 60 },
};
const { budgets } = defaultAccountPolicy;
const generous: AccountPolicy = {
  ...defaultAccountPolicy,
  budgets: { ...budgets, money: { ...budgets.money, floorSeconds: 600, duplicatesOfJob: 2 } },
};

/** 200 scripted requests through the real engine and client to ELSA's twin, in virtual time. */
class Batch {
  readonly runtime = new VirtualRuntime(SEED);
  readonly #twin;
  readonly #means: Means;
  readonly #policy: Policy;
  /** When each submit went out, ms since the beginning. */
  readonly sent: number[] = [];

  constructor(scenario: string, policy = defaultPolicy, accountPolicy = defaultAccountPolicy) {
    const { runtime } = this;
    const { clock } = runtime;
    this.#policy = policy;
    const began = clock.now();
    const script = parseScenario(scenario, "batch.yaml");
    this.#twin = createTwin({
      server: elsaServer,
      scenario: script,
      seed: 7,
      baseUrl: "http://elsa",
      startedAt: began,
    });
    const direct = inProcessTransport(this.#twin, runtime, { latencyMs: 20 });
    const catalogue = builtInCatalogue();
    const store = memoryStore({ clock });
    const classOf = (code: string) => catalogue.find(code)?.class ?? null;
    this.#means = {
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
      access: async () => ({ baseUrl: "http://elsa", key: "a-token" }),
    };
  }

  get ledger() {
    return this.#twin.ledger(this.runtime.clock.now());
  }

  play<T>(test: () => Promise<T>): Promise<T> {
    return this.runtime.run(test());
  }

  counts() {
    return this.#means.store.counts();
  }

  /** Minutes are bought. */
  topUp(minutes: number): void {
    const head = { method: "POST", path: "/twin/minutes", query: { add: String(minutes) }, headers: {} };
    this.#twin.receiveHead(head, this.runtime.clock.now());
  }

  async accept(): Promise<void> {
    const { store, spool } = this.#means;
    const { runtime } = this;
    await store.describeAccount({ name: ACCOUNT, provider: "elsa", baseUrl: "http://elsa", cap: 20, keyPrint: null });
    const making = { runtime, provider: elsaProvider, account: ACCOUNT, policy: this.#policy, prepares: false };
    for (let seed = 1; seed <= JOBS; seed += 1) {
      const bytes = wav({ seconds: SECONDS, seed });
      const audio = { ...(await spool.put(once(bytes), `${seed}.wav`)), durationMs: SECONDS * 1_000 };
      const options = { script: ["go forward ten meters"] };
      await store.add([makeJob(making, { audio }, { audio: bytes, kind: "assessment", options, run: "batch" })]);
    }
  }

  /** Works for so long, ms. */
  async work(ms: number): Promise<void> {
    const { clock } = this.runtime;
    const stop = new AbortController();
    const working = new Worker(this.#means, { name: "worker", turns: 40 }).run(stop.signal);
    const end = clock.now() + ms;
    while (clock.now() < end && (await this.counts()).completed < JOBS) await clock.sleep(1_000);
    stop.abort();
    await working;
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const TRANSIENT = [
  "elsa/asr-inter-process-exception",
  "elsa/asr-connection-failed",
  "elsa/asr-socket-timeout",
  "http/503",
  "reset-before",
  "reset-after",
  "cut-json",
];

describe("a batch of 200 scripted requests", { timeout: 60_000 }, () => {
  it.each(TRANSIENT)(
    "finishes where one in ten ends in %s, and none is paid for more often than the budget allows",
    async (fault) => {
      const scenario = `processing: 1s\nfaults: [{ stage: submit, probability: 0.1, fault: ${fault} }]`;
      const batch = new Batch(scenario, resubmitting, generous);
      await batch.play(async () => {
        await batch.accept();
        await batch.work(12 * 60 * MINUTE);
        expect(await batch.counts()).toMatchObject({ completed: JOBS, failed: 0, parked: 0 });
      });
      const { contents, faults } = batch.ledger;
      expect(Object.values(faults.submit ?? {})[0]).toBeGreaterThan(10);
      expect(contents).toHaveLength(JOBS);
      // Only where a reply is lost may there be a second one that is paid for, and no more than two.
      const most = Math.max(...contents.map(({ billed }) => billed));
      expect(most).toBeLessThanOrEqual(["reset-after", "cut-json"].includes(fault) ? 3 : 1);
    },
  );

  it("parks when the minutes run out in the middle, sends nothing meanwhile, and finishes after a top-up", async () => {
    // Each takes a quarter of a minute: there are minutes for half of them.
    const batch = new Batch("processing: 1s\nminutes: 25");
    await batch.play(async () => {
      await batch.accept();
      await batch.work(10 * MINUTE);
      const { completed, failed, parked, open } = await batch.counts();
      expect({ completed, failed, left: parked + open }).toEqual({ completed: 100, failed: 0, left: 100 });
      const sent = batch.sent.length;
      // Those under way when the first was refused had been sent by then.
      expect(sent).toBeLessThanOrEqual(100 + 20);
      expect(Math.max(...batch.sent)).toBeLessThan(MINUTE);
      batch.topUp(60);
      await batch.work(6 * 60 * MINUTE);
      expect(await batch.counts()).toMatchObject({ completed: JOBS, failed: 0 });
    });
    expect(batch.ledger).toMatchObject({ billedTwice: [] });
    expect(batch.ledger.contents.map(({ billed }) => billed)).toEqual(Array.from({ length: JOBS }, () => 1));
  });
});
