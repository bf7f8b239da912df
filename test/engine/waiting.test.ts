import { describe, expect, it } from "vitest";
import type { Provider, RunningPage } from "../../src/domain/provider.ts";
import { defaultAccountPolicy } from "../../src/policy/account-policy.ts";
import { assemblyai } from "../../src/providers/assemblyai/client.ts";
import { type CrowdReport, crowd } from "./waiting-crowd.ts";

/** The default of AssemblyAI's SDK: it asks after each run every 3 s, so it finds it 1.5 s late on the average. */
const SDK_LATE_MS = 1_500;

const TOGETHER = "concurrency: 1000\nprocessing: log-normal 20s 0.7";
const { running } = assemblyai.client;
if (running === undefined) throw new Error("the client lists nothing that it works on");

type Running = (said: RunningPage, list: number) => RunningPage;

/** AssemblyAI with a list of its own mind. */
function listing(change: Running): Provider {
  let lists = 0;
  return {
    ...assemblyai,
    client: {
      ...assemblyai.client,
      running: async (call, page) => {
        const heard = await running?.(call, page);
        if (heard === undefined) throw new Error("nothing is listed");
        lists += 1;
        return { ...heard, said: heard.said === null ? null : change(heard.said, lists) };
      },
    },
  };
}

/** Nobody is lost and nobody is paid for twice, whatever the list says. */
function allDone({ desk, jobs, completed }: CrowdReport): void {
  expect(completed).toBe(jobs.length);
  expect(desk.ledger).toMatchObject({ billed: jobs.length, billedTwice: [], uploads: jobs.length });
}

describe("a thousand jobs that wait at once", () => {
  it("take at most 3.3 requests each, and are found nearly twice as soon as by a poll of each every 3 s", async () => {
    for (const seed of [1, 2]) {
      const report = await crowd({ jobs: 1_000, seed, scenario: TOGETHER });
      allDone(report);
      expect(report.perJob.all).toBeLessThanOrEqual(3.3);
      // More of them end in a second than the account's rate lets be fetched.
      expect(report.meanLateMs).toBeLessThanOrEqual(0.6 * SDK_LATE_MS);
    }
  });

  it("are found twice as soon where the account's rate holds up nobody", async () => {
    const { rate } = defaultAccountPolicy;
    const accountPolicy = { ...defaultAccountPolicy, rate: { ...rate, requests: 2 * rate.requests } };
    const report = await crowd({ jobs: 1_000, scenario: TOGETHER, accountPolicy });
    allDone(report);
    expect(report.perJob.all).toBeLessThanOrEqual(3.3);
    expect(report.meanLateMs).toBeLessThanOrEqual(SDK_LATE_MS / 2);
  });
});

describe("fifty jobs that wait at once", () => {
  it("take less than half of the requests of a poll of each every 3 s, and are found twice as soon", async () => {
    const report = await crowd({ jobs: 50, scenario: TOGETHER });
    allDone(report);
    // An upload, a submit, and a poll every 3 s of the 25 s that such a run takes on the average.
    expect(report.perJob.all).toBeLessThanOrEqual((2 + 25 / 3) / 2);
    expect(report.meanLateMs).toBeLessThanOrEqual(SDK_LATE_MS / 2);
  });

  it("are polled each by itself where the provider cannot list what it works on", async () => {
    const { running: _none, ...client } = assemblyai.client;
    const report = await crowd({ jobs: 50, scenario: TOGETHER, provider: { ...assemblyai, client } });
    allDone(report);
    expect(report.perJob.list).toBe(0);
    expect(report.perJob.poll).toBeGreaterThan(1.5);
  });

  it("are asked after once each while a list tells of the queue that they stand in", async () => {
    const report = await crowd({ jobs: 50, scenario: "concurrency: 5\nprocessing: 4s" });
    allDone(report);
    expect(report.perJob.poll).toBeLessThan(1.5);
    expect(report.meanLateMs).toBeLessThanOrEqual(SDK_LATE_MS);
  });
});

describe("a list that is wrong costs polls, and never a result:", () => {
  it("one that shows nothing at all", async () => {
    const report = await crowd({
      jobs: 60,
      scenario: TOGETHER,
      provider: listing(() => ({ remoteIds: [], next: null })),
    });
    allDone(report);
  });

  it("one that leaves every run out every other time", async () => {
    const flickers: Running = (said, list) => (list % 2 === 0 ? said : { remoteIds: [], next: null });
    const report = await crowd({ jobs: 60, scenario: TOGETHER, provider: listing(flickers) });
    allDone(report);
    // As many as without any list, and a few for what it called over.
    expect(report.perJob.poll).toBeLessThan(8);
  });

  it("one that goes on showing every run that it has shown", async () => {
    const shown = new Set<string>();
    const stale: Running = ({ remoteIds, next }) => {
      for (const id of remoteIds) shown.add(id);
      return { remoteIds: [...shown], next };
    };
    const report = await crowd({ jobs: 60, scenario: TOGETHER, provider: listing(stale) });
    allDone(report);
    expect(Math.max(...report.lateMs)).toBeLessThanOrEqual(330_000);
  });

  it("one that is half a minute late", async () => {
    const before: { readonly at: number; readonly said: RunningPage }[] = [];
    let now = (): number => 0;
    const late: Running = (said) => {
      before.push({ at: now(), said });
      return before.findLast(({ at }) => at <= now() - 30_000)?.said ?? { remoteIds: [], next: null };
    };
    const wire = (twin: CrowdReport["desk"]["means"]["transport"], desk: CrowdReport["desk"]) => {
      now = () => desk.now;
      return twin;
    };
    const report = await crowd({ jobs: 60, scenario: TOGETHER, provider: listing(late), wire });
    allDone(report);
    expect(Math.max(...report.lateMs)).toBeLessThanOrEqual(60_000);
  });

  it("one that never comes to an end", async () => {
    const endless: Running = ({ remoteIds }) => ({ remoteIds, next: "limit=200&status=processing" });
    const report = await crowd({ jobs: 60, scenario: TOGETHER, provider: listing(endless) });
    allDone(report);
    // It is read as far as somebody reads, once in five minutes.
    expect(report.desk.count("list")).toBeLessThanOrEqual(20);
  });

  it("one that fails, which is then asked for more and more seldom", async () => {
    const report = await crowd({
      jobs: 60,
      scenario: `${TOGETHER}\nfaults:\n  - { stage: list, to: 1h, fault: http/500 }`,
    });
    allDone(report);
    expect(report.desk.count("list")).toBeLessThanOrEqual(12);
  });

  it("one that asks to wait, which is never undercut", async () => {
    const report = await crowd({
      jobs: 60,
      scenario: `${TOGETHER}\nfaults:\n  - { stage: list, to: 1h, probability: 0.3, status: 429, retry-after: 7 }`,
    });
    allDone(report);
    expect(report.desk.ledger.faults.list).toBeDefined();
    expect(report.desk.ledger.repliesTooEarly).toBe(0);
  });
});
