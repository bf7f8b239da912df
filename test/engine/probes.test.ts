import { describe, expect, it } from "vitest";
import { Desk } from "./desk.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Twelve recordings, the smallest of them the last to come. */
const acceptAll = async (desk: Desk): Promise<readonly string[]> => {
  const ids: string[] = [];
  for (let size = 12; size >= 1; size -= 1) ids.push(await desk.accept(`${size} `.repeat(size * 100)));
  return ids;
};

/** Which job began an upload, and when, in order of time. */
async function uploadsBy(desk: Desk, ids: readonly string[]): Promise<{ id: string; at: number }[]> {
  const sent = await Promise.all(
    ids.map(async (id) =>
      [...(await desk.entries(id, "fault")), ...(await desk.entries(id, "attempt"))].flatMap((entry) =>
        entry.stage === "upload" && entry.exchange !== null ? [{ id, at: entry.exchange.at }] : [],
      ),
    ),
  );
  return sent.flat().sort((one, other) => one.at - other.at);
}

describe("the probe of a breaker", () => {
  const scenario = "processing: 5s\nfaults: [{ stage: upload, from: 0s, to: 70s, fault: http/503 }]";

  it("is the upload of the smallest recording, and keeps the others back when it fails", async () => {
    const desk = new Desk({ scenario });
    await desk.play(async () => {
      const ids = await acceptAll(desk);
      await desk.work(20_000);
      const opened = desk.now;
      expect((await desk.means.store.breakers("desk")).upload?.kind).toBe("open");
      await desk.work(HOUR);
      const probes = (await uploadsBy(desk, ids)).filter(({ at }) => at > opened);
      // The first while the trouble lasts, the second after it.
      expect(probes.slice(0, 2).map(({ id }) => id)).toEqual([ids.at(-1), ids.at(-1)]);
      expect(desk.ledger).toMatchObject({ created: 12, billed: 12, billedTwice: [] });
    });
  });

  it("is another's within seconds where the smallest was canceled", async () => {
    const desk = new Desk({ scenario });
    await desk.play(async () => {
      const ids = await acceptAll(desk);
      await desk.work(20_000);
      const breaker = (await desk.means.store.breakers("desk")).upload;
      if (breaker?.kind !== "open") throw new Error("it is not open");
      await desk.means.store.cancel(ids.at(-1) ?? "", "not wanted");
      await desk.work(HOUR);
      const [probe] = (await uploadsBy(desk, ids)).filter(({ at }) => at >= breaker.until);
      expect((probe?.at ?? 0) - breaker.until).toBeLessThan(6_000);
      expect(desk.ledger).toMatchObject({ created: 11, billed: 11 });
    });
  });
});

describe("an account on trial after its key was refused", () => {
  it("is tried by the job that only asks after its run, and not by an upload", async () => {
    const desk = new Desk({
      scenario: `processing: 20m\nfaults: [${["upload", "poll"].map((stage) => `{ stage: ${stage}, from: 60s, to: 10m, fault: assemblyai/auth }`)}]`,
    });
    await desk.play(async () => {
      await desk.accept("the one that runs already");
      await desk.work(50_000);
      const { sent } = desk;
      for (let number = 1; number <= 5; number += 1) await desk.accept(`${number}`);
      await desk.runtime.clock.sleep(15_000);
      await desk.work(5 * MINUTE);
      const row = await desk.means.store.account("desk");
      expect(row).toMatchObject({ heldBy: "assemblyai/auth" });
      const held = sent.length;
      await desk.work(HOUR);
      expect(sent[held]?.what).toBe("poll");
      expect(sent[held]?.at).toBeGreaterThanOrEqual(row?.holdUntil ?? Number.POSITIVE_INFINITY);
      expect(desk.ledger).toMatchObject({ created: 6, billed: 6 });
    });
  });
});
