import { describe, expect, it } from "vitest";
import { defaultAccountPolicy } from "../../src/policy/account-policy.ts";
import { Desk } from "./desk.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BALANCE = '{"error":"Your current account balance is negative. Please top up to continue using the API."}';

/** Ends of the jobs, and how many requests of a kind came in a span of virtual time. */
const texts = (count: number) => Array.from({ length: count }, (_, index) => `recording ${index}`);
const acceptAll = (desk: Desk, count: number) => Promise.all(texts(count).map((text) => desk.accept(text)));
const statuses = async (desk: Desk, ids: readonly string[]) =>
  new Set(await Promise.all(ids.map((id) => desk.status(id))));
const sentBetween = (desk: Desk, from: number, to: number) =>
  desk.sent.filter(({ at }) => at >= from && at < to).length;

describe("an account whose money is gone for an hour", () => {
  it("is asked by one job at a time, and all go on by themselves with nothing billed twice", async () => {
    const desk = new Desk({
      scenario: `processing: 5s\nfaults: [{ stage: submit, from: 0s, to: 1h, status: 400, body: '${BALANCE}' }]`,
    });
    await desk.play(async () => {
      const start = desk.now;
      const ids = await acceptAll(desk, 40);
      await desk.work(2 * MINUTE);
      const stopped = desk.now;
      await desk.work(6 * HOUR);
      expect(await statuses(desk, ids)).toEqual(new Set(["completed"]));
      expect(desk.ledger).toMatchObject({ created: 40, billed: 40, billedTwice: [] });
      // 15 min, then 30 min: two tries while nothing could come of them, each by one job.
      expect(sentBetween(desk, stopped, start + 58 * MINUTE)).toBeLessThanOrEqual(4);
    });
  });

  it("goes on at once when somebody says so", async () => {
    const desk = new Desk({ scenario: `faults: [{ stage: submit, occurrence: 1, status: 400, body: '${BALANCE}' }]` });
    await desk.play(async () => {
      const ids = await acceptAll(desk, 3);
      await desk.work(MINUTE);
      expect(await desk.means.store.account("desk")).toMatchObject({ heldBy: "assemblyai/balance", holds: 1 });
      expect(await desk.means.store.releaseAccount("desk", "topped up")).toBeGreaterThan(0);
      await desk.work(MINUTE);
      expect(await statuses(desk, ids)).toEqual(new Set(["completed"]));
    });
  });
});

describe("an account whose key is refused", () => {
  it("goes on with another key, and forgets what held it", async () => {
    const desk = new Desk({ scenario: "faults: [{ stage: upload, occurrence: 1-2, fault: assemblyai/auth }]" });
    await desk.play(async () => {
      const id = await desk.accept();
      const described = { name: "desk", provider: "assemblyai", baseUrl: "http://twin", cap: 100 };
      await desk.means.store.describeAccount({ ...described, keyPrint: "0ldk3y" });
      await desk.work(MINUTE);
      expect(await desk.status(id)).toBe("parked");
      await desk.means.store.describeAccount({ ...described, keyPrint: "0ldk3y" });
      expect(await desk.status(id)).toBe("parked");
      await desk.means.store.describeAccount({ ...described, keyPrint: "n3wk3y" });
      await desk.work(MINUTE);
      expect(await desk.status(id)).toBe("completed");
      expect(await desk.means.store.account("desk")).toMatchObject({ holdUntil: null, heldBy: null, holds: 0 });
    });
  });
});

describe("an outage of three minutes", () => {
  it("meets few requests, and every job goes on after it", async () => {
    const desk = new Desk({
      scenario: `processing: 2m\nfaults: [${["upload", "submit", "poll"].map((stage) => `{ stage: ${stage}, from: 60s, to: 240s, fault: http/503 }`)}]`,
    });
    await desk.play(async () => {
      const start = desk.now;
      const ids = await acceptAll(desk, 100);
      await desk.work(HOUR);
      expect(await statuses(desk, ids)).toEqual(new Set(["completed"]));
      expect(desk.ledger).toMatchObject({ created: 100, billed: 100, billedTwice: [] });
      expect(sentBetween(desk, start + 60_000, start + 240_000) / 180).toBeLessThanOrEqual(2);
    });
  });

  it("stops submits alone while polls go on", async () => {
    const desk = new Desk({
      scenario: "processing: 1m\nfaults: [{ stage: submit, from: 5s, to: 185s, fault: http/503 }]",
    });
    await desk.play(async () => {
      const first = await acceptAll(desk, 5);
      await desk.work(6_000);
      const others = await Promise.all(texts(60).map((text) => desk.accept(`later ${text}`)));
      await desk.work(100_000);
      expect((await desk.means.store.breakers("desk")).submit?.kind).toBe("open");
      expect(await statuses(desk, first)).toEqual(new Set(["completed"]));
      await desk.work(HOUR);
      expect(await statuses(desk, others)).toEqual(new Set(["completed"]));
    });
  });
});

describe("a provider that pushes back", () => {
  it("is given fewer jobs at once, and more again while they go well", async () => {
    const desk = new Desk({
      scenario: "processing: 20s\nfaults: [{ stage: submit, occurrence: 1-10, status: 429, retry-after: 2 }]",
    });
    await desk.play(async () => {
      const ids = await acceptAll(desk, 150);
      await desk.work(30_000);
      expect((await desk.means.store.account("desk"))?.learned).toBe(70);
      await desk.work(2 * HOUR);
      expect(await statuses(desk, ids)).toEqual(new Set(["completed"]));
      expect((await desk.means.store.account("desk"))?.learned ?? 100).toBeGreaterThan(70);
      expect(desk.ledger.repliesTooEarly).toBe(0);
    });
  });

  it("is left alone by all jobs until the time that it named", async () => {
    const desk = new Desk({
      scenario: "processing: 10m\nfaults: [{ stage: poll, occurrence: 1, status: 429, retry-after: 60 }]",
    });
    await desk.play(async () => {
      await acceptAll(desk, 30);
      await desk.work(5 * MINUTE);
      const refused = desk.sent.find(({ what }) => what === "poll")?.at ?? 0;
      // What was on its way may still arrive; then nobody comes before the minute is over.
      expect(sentBetween(desk, refused + 1_000, refused + 59_000)).toBe(0);
      expect(desk.ledger.repliesTooEarly).toBe(0);
    });
  });
});

describe("budgets", () => {
  it("hold the tries again that an account cannot afford, and lose none", async () => {
    const { retries } = defaultAccountPolicy.budgets;
    const tight = { ...defaultAccountPolicy.budgets, retries: { ...retries, floor: 12 } };
    const breaker = { ...defaultAccountPolicy.breaker, mode: "off" } as const;
    const desk = new Desk({
      scenario: "processing: 1s\nfaults: [{ stage: upload, probability: 60%, fault: http/500 }]",
      accountPolicy: { ...defaultAccountPolicy, breaker, budgets: tight },
    });
    await desk.play(async () => {
      const ids = await acceptAll(desk, 30);
      await desk.work(12 * HOUR);
      expect(await statuses(desk, ids)).toEqual(new Set(["completed"]));
      const held = (await Promise.all(ids.map((id) => desk.entries(id, "held-up")))).flat();
      expect(new Set(held.map(({ rule }) => rule))).toEqual(new Set(["budget/retries"]));
      expect(held.length).toBeGreaterThan(0);
    });
  });
});
