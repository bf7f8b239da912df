import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import type { Exchange } from "../src/domain/exchange.ts";
import { liveRuntime } from "../src/engine/live-runtime.ts";
import { undiciTransport } from "../src/engine/transport.ts";
import { elsaServer as server } from "../src/providers/elsa/server.ts";
import { VirtualRuntime } from "../src/simulation/virtual-runtime.ts";
import { parseFaultFlag } from "../src/twin/fault-flag.ts";
import { serveTwin } from "../src/twin/http.ts";
import { inProcessTransport } from "../src/twin/in-process.ts";
import { parseScenario } from "../src/twin/scenario.ts";
import type { Scenario } from "../src/twin/script.ts";
import { createTwin } from "../src/twin/twin.ts";
import { ElsaCaller, type Said, sha256Of, statusOf, wav } from "./elsa-talk.ts";

const BASE = "http://twin.example";
const SCRIPT = ["Go forward ten meters"];

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A twin in virtual time, and whoever speaks to it. */
function virtual(yaml: string, seed = 1) {
  const runtime = new VirtualRuntime(seed);
  const { clock } = runtime;
  const twin = createTwin({
    server,
    scenario: parseScenario(yaml, "day.yaml"),
    seed,
    baseUrl: BASE,
    startedAt: clock.now(),
  });
  const transport = inProcessTransport(twin, runtime);
  const caller = new ElsaCaller(transport, BASE);
  const began = clock.now();
  return {
    caller,
    twin,
    run: <T>(work: () => Promise<T>) => runtime.run(work()),
    since: () => clock.now() - began,
    wait: (ms: number) => clock.sleep(ms),
    ledger: () => twin.ledger(clock.now()),
    post: (page: string) => {
      const [path = "", query = ""] = page.split("?");
      const head = { method: "POST", path, query: Object.fromEntries(new URLSearchParams(query)), headers: {} };
      return twin.receiveHead(head, clock.now());
    },
  };
}

describe("the time of a score", () => {
  it("passes while its caller waits, and those over the limit wait for room", async () => {
    const { run, caller, since, ledger } = virtual("processing: 3s\nconcurrency: 2");
    await run(async () => {
      const asked = [1, 2, 3, 4, 5].map(async (seed) => {
        const { said } = await caller.submit({ audio: wav({ seed }), script: SCRIPT });
        return [said?.state, since()];
      });
      expect(await Promise.all(asked)).toEqual([3, 3, 6, 6, 9].map((seconds) => ["done", seconds * 1_000]));
    });
    expect(ledger()).toMatchObject({ created: 5, completed: 5, running: 0, mostAtOnce: 5 });
  });

  it("is that of the recogniser's time limit where it hangs", async () => {
    const { run, caller, since } = virtual("recogniser-timeout: 7s\nfaults: [{ stage: recogniser, fault: hang }]");
    const heard = await run(() => caller.submit());
    expect([heard.complaint, since()]).toEqual(["ASR timeout", 7_000]);
  });

  it("passes for nobody who has asked to fetch the result", async () => {
    const { run, caller, since, wait } = virtual("processing: 30s\nretention: 1h");
    await run(async () => {
      const { said } = await caller.submit({ later: true });
      const id = said?.state === "accepted" ? said.remoteId : "";
      expect(since()).toBe(0);
      await wait(29_999);
      expect((await caller.poll(id)).said).toMatchObject({ state: "processing" });
      await wait(1);
      expect((await caller.poll(id)).said).toMatchObject({ state: "done" });
      await wait(3_600_000);
      expect(statusOf(await caller.poll(id))).toBe(404);
    });
  });

  it("ends for a token that the twin gave out", async () => {
    const { run, caller, wait, post } = virtual("clients: [{ token: t, id: 1 }]\ntoken-lifetime: 10m");
    const page = post("/twin/token");
    const reply = page.next === "answer" && page.answer.kind === "reply" ? page.answer.reply.body : "{}";
    const { token } = JSON.parse(reply) as { readonly token: string };
    await run(async () => {
      await wait(599_999);
      expect((await caller.submit({ token })).complaint).toBeNull();
      await wait(1);
      expect((await caller.submit({ token })).complaint).toBe(`Invalid session token: ${token}`);
    });
  });
});

describe("the meter of a client", () => {
  it("counts begun steps of 15 seconds", async () => {
    const { run, caller, ledger } = virtual("minutes: 10");
    await run(async () => {
      for (const seconds of [0.5, 15, 15.1, 61]) await caller.submit({ audio: wav({ seconds }), script: SCRIPT });
    });
    expect(ledger().clients).toEqual([{ id: "anybody", used: (1 + 1 + 2 + 5) / 4, left: 10 - 9 / 4 }]);
  });

  it.each([
    ["crash", 0],
    ["down", 0],
    ["hang", 0.25],
    ["unspoken", 0.25],
  ])("charges a recogniser that is to %s with %d minutes", async (mood, used) => {
    const { run, caller, ledger } = virtual(`minutes: 1\nfaults: [{ stage: recogniser, fault: ${mood} }]`);
    await run(() => caller.submit());
    expect(ledger().clients).toEqual([{ id: "anybody", used, left: 1 - used }]);
  });

  it("charges for what its caller never heard of, and tells who paid twice for the same words", async () => {
    const { run, caller, ledger } = virtual(
      "processing: 2s\nminutes: 5\nfaults: [{ stage: submit, occurrence: 1, fault: reset-after }]",
    );
    const audio = wav();
    await run(async () => {
      expect((await caller.submit({ audio, script: SCRIPT })).exchange.outcome).toMatchObject({ code: "ECONNRESET" });
      await caller.submit({ audio, script: SCRIPT, timeoutMs: 1_000 });
      await caller.submit({ audio, script: SCRIPT });
      await caller.submit({ audio, script: ["Stop"] });
      await caller.submit({ audio: wav({ seed: 2 }), script: SCRIPT });
    });
    expect(ledger()).toMatchObject({
      billed: 5,
      billedTwice: [{ sha256: sha256Of(audio), script: SCRIPT, client: "anybody", billed: 3, minutes: 0.75 }],
      clients: [{ used: 1.25 }],
    });
  });

  it("leaves a recording that is refused out of the bill", async () => {
    const { run, caller, ledger } = virtual("minutes: 5\nsync-limit: 1s");
    await run(() => caller.submit());
    expect(ledger()).toMatchObject({ requests: { submit: 1 }, created: 0, billed: 0, clients: [{ used: 0 }] });
  });

  it("is never overdrawn, and what it lost in the middle goes on after a top-up", async () => {
    const day = fc.record({
      steps: fc.integer({ min: 0, max: 12 }),
      jobs: fc.integer({ min: 1, max: 14 }),
      concurrency: fc.integer({ min: 1, max: 5 }),
      seed: fc.integer({ min: 1, max: 1_000 }),
    });
    await fc.assert(
      fc.asyncProperty(day, async ({ steps, jobs, concurrency, seed }) => {
        const yaml = `
minutes: ${steps / 4}
concurrency: ${concurrency}
processing: 100ms-4s
faults: [{ stage: recogniser, probability: 25%, fault: crash }]
`;
        const { run, caller, ledger, post } = virtual(yaml, seed);
        const all = Array.from({ length: jobs }, (_, index) => wav({ seconds: 0.1, seed: index + 1 }));
        const round = () =>
          run(() => Promise.all(all.map((audio) => caller.submit({ audio, script: SCRIPT, timeoutMs: 600_000 }))));
        const done = (await round()).filter(({ said }) => said !== null).length;
        const [{ used = 0, left = 0 } = {}] = ledger().clients ?? [];
        expect([used, (left ?? 0) + used]).toEqual([done / 4, steps / 4]);
        expect(left).toBeGreaterThanOrEqual(0);
        post(`/twin/minutes?add=${jobs}`);
        const again = await round();
        expect(again.some(({ complaint }) => complaint === "User has no remaining minutes")).toBe(false);
        expect(ledger()).toMatchObject({ running: 0 });
      }),
      { numRuns: 20 },
    );
  });
});

/** What a caller can act on. */
function essence({ outcome }: Exchange): unknown {
  if (outcome.kind === "no-reply") return ["no reply", outcome.sent === "nothing"];
  const { status, body, complete, headers } = outcome;
  return { status, body, complete, type: headers["content-type"], retryAfter: headers["retry-after"] };
}

const CASES: readonly (readonly [flag: string, said: Said])[] = [
  ["poll:1:503", { script: SCRIPT }],
  ["poll:1:503", { kind: "transcription" }],
  ["poll:1:503", { script: SCRIPT, options: { scriptedVersion: "v3", audioField: "audio_data" } }],
  ["poll:1:503", { later: true }],
  ["poll:1:503", { token: "" }],
  ["poll:1:503", { url: "http://elsewhere.example/a.wav" }],
  ["submit:1:429 retry-after=3", {}],
  ["submit:1:elsa/failed-to-use-audio processed=true", {}],
  ["submit:1:reset-before", {}],
  ["submit:1:reset-after", {}],
  ["submit:1:cut-json", { script: SCRIPT }],
  ["submit:1:slow bytes=400 every=1ms", { script: SCRIPT }],
  ["submit:1:html", {}],
  ["recogniser:1:crash", {}],
  ["recogniser:1:hang", {}],
  ["recogniser:1:down", {}],
  ["recogniser:1:irrelevant", { script: SCRIPT }],
];

describe("both mounts of the twin of ELSA", () => {
  it.each(CASES)("give equal exchanges under %s for %j", async (flag, said) => {
    const scenario: Scenario = {
      ...parseScenario("recogniser-timeout: 50ms\nminutes: 3", "day.yaml"),
      rules: [parseFaultFlag(flag)],
    };
    const runtime = liveRuntime();
    const served = await serveTwin({ server, scenario, seed: 3, runtime });
    const real = undiciTransport(runtime.clock);
    closers.push(served.close, () => real.close());
    const clock = new VirtualRuntime(1);
    const twin = createTwin({ server, scenario, seed: 3, baseUrl: served.url, startedAt: clock.clock.now() });
    const outside = await new ElsaCaller(real, served.url).submit(said);
    const inside = await clock.run(new ElsaCaller(inProcessTransport(twin, clock), served.url).submit(said));
    expect(essence(outside.exchange)).toEqual(essence(inside.exchange));
    expect(outside.complaint).toEqual(inside.complaint);
    await expect.poll(() => served.ledger().running).toBe(0);
    expect(served.ledger()).toEqual(twin.ledger(clock.clock.now()));
  });
});
