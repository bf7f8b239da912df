import { describe, expect, it } from "vitest";
import { Worker } from "../../src/engine/worker.ts";
import { expectation, paceFrom } from "../../src/policy/pace.ts";
import { ACCOUNT, Desk, type DeskOptions } from "./desk.ts";

/** A worker that works until it is told to stop. */
function hire({ means }: Desk): { readonly worker: Worker; readonly stop: () => Promise<void> } {
  const stop = new AbortController();
  const worker = new Worker(means, { name: "hired", turns: 60 });
  const working = worker.run(stop.signal);
  return {
    worker,
    stop: async () => {
      stop.abort();
      await working;
    },
  };
}

async function acceptMany(desk: Desk, count: number, providerOptions?: (job: number) => Record<string, unknown>) {
  const jobs: string[] = [];
  for (let job = 1; job <= count; job += 1) {
    const options = providerOptions === undefined ? {} : { providerOptions: providerOptions(job) };
    jobs.push(await desk.accept(`recording ${job}`, options));
  }
  return jobs;
}

const play = <T>(options: DeskOptions, test: (desk: Desk) => Promise<T>): Promise<T> => {
  const desk = new Desk(options);
  return desk.play(() => test(desk));
};

describe("what a worker learns of the speed of runs", () => {
  it("is kept for the next one, which asks less often and finds them sooner", () =>
    play({ scenario: "processing: 20s" }, async (desk) => {
      for (let job = 1; job <= 6; job += 1) {
        await desk.accept(`early ${job}`);
        await desk.work(60_000);
      }
      const before = desk.count("poll");
      await desk.accept("late");
      await desk.work(60_000);
      expect(before / 6).toBeGreaterThan(3);
      expect(desk.count("poll") - before).toBeLessThanOrEqual(3);
      const [submitted, known] = [desk.at("submit").at(-1) ?? 0, desk.at("poll").at(-1) ?? 0];
      expect(known - submitted).toBeLessThan(20_000 + 4_000);
    }));

  it("is kept apart by the model that was asked for, and by no other option", () =>
    play({ scenario: "processing: 20s" }, async (desk) => {
      await acceptMany(desk, 12, (job) => ({ speech_models: [job % 2 === 0 ? "fast" : "slow"], format_text: job > 6 }));
      await desk.work(300_000);
      const kept = await desk.means.store.speeds(ACCOUNT);
      expect(Object.keys(kept).sort()).toEqual(['["fast"]', '["slow"]']);
      const medians = Object.values(kept).map((text) => expectation(paceFrom(text), null)?.medianMs ?? 0);
      for (const median of medians) expect(Math.abs(median - 20_000)).toBeLessThan(4_000);
    }));

  it("is a commit a minute at most, however many jobs there are", () =>
    play({ scenario: "processing: 2s" }, async (desk) => {
      await acceptMany(desk, 40);
      const { store } = desk.means;
      let writes = 0;
      const counted = new Proxy(store, {
        get(target, name) {
          if (name === "putSpeed") writes += 1;
          const value: unknown = Reflect.get(target, name, target);
          return typeof value === "function" ? value.bind(target) : value;
        },
      });
      const stop = new AbortController();
      const working = new Worker({ ...desk.means, store: counted }, { name: "counted", turns: 60 }).run(stop.signal);
      await desk.runtime.clock.sleep(30_000);
      stop.abort();
      await working;
      expect((await store.counts()).completed).toBe(40);
      expect(writes).toBe(1);
    }));

  it("says nothing of what the provider's own queue took", () =>
    play({ scenario: "processing: 5s\nconcurrency: 1" }, async (desk) => {
      await acceptMany(desk, 8);
      await desk.work(600_000);
      const { default: text = "" } = await desk.means.store.speeds(ACCOUNT);
      expect(expectation(paceFrom(text), null)).toBeNull();
    }));
});

describe("jobs that wait when their worker begins anew", () => {
  it("are asked after by one list where their runs go on, and each by itself where they are over", () =>
    play({ scenario: "processing: 60s" }, async (desk) => {
      const jobs = await acceptMany(desk, 50);
      const first = hire(desk);
      await desk.runtime.clock.sleep(5_000);
      await first.stop();
      expect(desk.count("poll")).toBe(0);
      const second = hire(desk);
      await desk.runtime.clock.sleep(5_000);
      expect(desk.count("poll")).toBe(0);
      await second.stop();
      await desk.runtime.clock.sleep(60_000);
      const third = hire(desk);
      await desk.runtime.clock.sleep(2_000);
      expect(desk.count("poll")).toBe(jobs.length);
      expect((await desk.means.store.counts()).completed).toBe(jobs.length);
      await third.stop();
    }));

  it("are asked after at once where there are few", () =>
    play({ scenario: "processing: 60s" }, async (desk) => {
      await acceptMany(desk, 2);
      const first = hire(desk);
      await desk.runtime.clock.sleep(1_000);
      await first.stop();
      await desk.runtime.clock.sleep(60_000);
      const second = hire(desk);
      await desk.runtime.clock.sleep(500);
      expect((await desk.means.store.counts()).completed).toBe(2);
      await second.stop();
    }));
});

describe("a webhook of ours", () => {
  const webhook = { url: "http://127.0.0.1:1/hook", header: { name: "x-tenuto", value: "between us" } };

  /** Rings as the provider's webhooks would, for the jobs of one name. */
  async function underWebhook(desk: Desk, ringsFor: (job: number) => boolean): Promise<void> {
    const jobs = await acceptMany(desk, 3);
    const stop = new AbortController();
    const worker = new Worker({ ...desk.means, webhook }, { name: "told", turns: 60 });
    const working = worker.run(stop.signal);
    await desk.runtime.clock.sleep(40_500);
    for (const [index, job] of jobs.entries()) if (ringsFor(index + 1)) worker.ring(job);
    await desk.runtime.clock.sleep(1_000);
    const late = await desk.accept("a late one");
    await desk.runtime.clock.sleep(40_500);
    worker.ring(late);
    await desk.runtime.clock.sleep(1_000);
    stop.abort();
    await working;
  }

  it("is waited for, and nobody asks before it, once one has come", () =>
    play({ scenario: "processing: 40s" }, async (desk) => {
      await underWebhook(desk, () => true);
      expect((await desk.means.store.counts()).completed).toBe(4);
      const late = desk.at("submit").at(-1) ?? 0;
      expect(desk.at("poll").filter((at) => at > late)).toHaveLength(1);
    }));

  it("is not relied on while none has come: its address may be wrong", () =>
    play({ scenario: "processing: 40s" }, async (desk) => {
      await underWebhook(desk, () => false);
      const late = desk.at("submit").at(-1) ?? 0;
      expect(desk.at("poll").filter((at) => at > late).length).toBeGreaterThan(2);
    }));

  it("that does not come is noticed after a minute, and then nobody relies on the next", () =>
    play({ scenario: "processing: 40s" }, async (desk) => {
      const stop = new AbortController();
      const worker = new Worker({ ...desk.means, webhook }, { name: "told", turns: 60 });
      const working = worker.run(stop.signal);
      worker.ring("of an earlier job");
      await desk.accept("the one");
      await desk.runtime.clock.sleep(75_000);
      expect(desk.count("poll")).toBe(1);
      expect((desk.at("poll")[0] ?? 0) - (desk.at("submit")[0] ?? 0)).toBeGreaterThanOrEqual(59_000);
      await desk.accept("the other");
      await desk.runtime.clock.sleep(30_000);
      expect(desk.count("poll")).toBeGreaterThan(3);
      stop.abort();
      await working;
    }));
});
