import { describe, expect, it } from "vitest";
import { Worker } from "../../src/engine/worker.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { Desk } from "./desk.ts";
import { houseAt } from "./desk-house.ts";

/** Polls so seldom that whatever comes sooner came by a hint. */
const SELDOM = { ...defaultPolicy, polling: { ...defaultPolicy.polling, floorMs: 30_000, ceilingMs: 30_000 } };
const SLOW = { ...defaultPolicy, polling: { ...defaultPolicy.polling, floorMs: 600_000, ceilingMs: 600_000 } };

/** Works on one job from its start; tells its remote id once it waits. */
async function underWay(
  desk: Desk,
): Promise<{ id: string; remoteId: string; stop: () => Promise<void>; worker: Worker }> {
  const id = await desk.accept();
  const stop = new AbortController();
  const worker = new Worker(desk.means, { name: "hired", turns: 5 });
  const working = worker.run(stop.signal);
  for (;;) {
    await desk.runtime.clock.sleep(100);
    const remoteId = (await desk.means.store.submissions(id))[0]?.remoteId;
    if (remoteId != null && desk.count("poll") > 0) {
      const end = async (): Promise<void> => {
        stop.abort();
        await working;
      };
      return { id, remoteId, stop: end, worker };
    }
  }
}

describe("a provider's hint", () => {
  it("ends the wait of a job in hand, whose transcript is then fetched by a poll", async () => {
    const desk = new Desk({ scenario: "processing: 32s", policy: SELDOM });
    await desk.play(async () => {
      const { id, worker, stop } = await underWay(desk);
      const polls = desk.count("poll");
      await desk.runtime.clock.sleep(5_000);
      const before = desk.now;
      expect(worker.ring(id)).toBe(true);
      await desk.runtime.clock.sleep(200);
      expect(await desk.status(id)).toBe("completed");
      expect(desk.at("poll").at(-1)).toBe(before);
      expect(desk.count("poll")).toBeGreaterThan(polls);
      await stop();
    });
  });

  it("costs one poll when it lied", async () => {
    const desk = new Desk({ scenario: "processing: 100s", policy: SELDOM });
    await desk.play(async () => {
      const { id, worker, stop } = await underWay(desk);
      const polls = desk.count("poll");
      worker.ring(id);
      worker.ring(id);
      await desk.runtime.clock.sleep(2_000);
      expect(desk.count("poll")).toBe(polls + 1);
      expect(await desk.status(id)).toBe("open");
      await stop();
    });
  });

  it.each([4, 20])("never undercuts a Retry-After of %i s, in hand or back in the store", async (seconds) => {
    const desk = new Desk({
      scenario: `processing: 5s\nfaults:\n  - { stage: poll, occurrence: 2, status: 429, retry-after: ${seconds} }`,
    });
    await desk.play(async () => {
      const { id, remoteId, worker, stop } = await underWay(desk);
      while (desk.count("poll") < 2) await desk.runtime.clock.sleep(100);
      for (let ring = 0; ring < 10; ring += 1) {
        if (!worker.ring(id)) await houseAt(desk).hint(remoteId);
        await desk.runtime.clock.sleep(300);
      }
      expect(desk.count("poll")).toBe(2);
      await desk.runtime.clock.sleep(seconds * 1_000);
      expect(await desk.status(id)).toBe("completed");
      expect(desk.ledger.repliesTooEarly).toBe(0);
      await stop();
    });
  });

  it("wakes a job that went back to the store, and says so in its journal", async () => {
    const desk = new Desk({ scenario: "processing: 700s", policy: SLOW });
    await desk.play(async () => {
      const { id, remoteId, stop } = await underWay(desk);
      await desk.runtime.clock.sleep(101_000);
      await houseAt(desk).hint(remoteId);
      await desk.runtime.clock.sleep(1_500);
      expect(await desk.status(id)).toBe("completed");
      expect(await desk.entries(id, "woken")).toMatchObject([{ reason: "the provider's webhook" }]);
      await stop();
    });
  });

  it("leaves a job parked that somebody must act for", async () => {
    const desk = new Desk({ scenario: "processing: 60s\nfaults:\n  - { stage: poll, fault: assemblyai/auth }" });
    await desk.play(async () => {
      const { id, remoteId, stop } = await underWay(desk);
      while ((await desk.status(id)) !== "parked") await desk.runtime.clock.sleep(1_000);
      await houseAt(desk).hint(remoteId);
      await desk.runtime.clock.sleep(5_000);
      expect(await desk.status(id)).toBe("parked");
      expect(await desk.entries(id, "woken")).toEqual([]);
      await stop();
    });
  });

  it("changes nothing for a run that nobody knows, and for a job that is over", async () => {
    const desk = new Desk({ scenario: "processing: 700s", policy: SLOW });
    await desk.play(async () => {
      const { id, remoteId, stop } = await underWay(desk);
      await stop();
      const house = houseAt(desk);
      const before = await desk.means.store.lastSeq();
      await house.hint("nobody");
      expect(await desk.means.store.lastSeq()).toBe(before);
      await desk.means.store.cancel(id, "enough");
      const canceled = await desk.means.store.lastSeq();
      await house.hint(remoteId);
      expect(await desk.means.store.lastSeq()).toBe(canceled);
    });
  });
});
