import { expect, test } from "vitest";
import type { Spool } from "../../src/domain/audio-source.ts";
import { StoreError } from "../../src/domain/errors.ts";
import type { JobStore } from "../../src/domain/store.ts";
import { Desk } from "./desk.ts";
import { houseAt } from "./desk-house.ts";

const FULL = new StoreError("store/full", "The disk is full.", "Free some space.");

/** The same, but this verb fails as long as `isBroken` says so. */
function failing<T extends JobStore | Spool>(whole: T, verb: keyof T, isBroken: () => boolean): T {
  return new Proxy(whole, {
    get(target, name) {
      if (name === verb && isBroken()) return () => Promise.reject(FULL);
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}

const RECORDING = { audio: new TextEncoder().encode("a recording"), run: "run" };

test.each(["claim", "nextDue"] as const)(
  "a house goes on once its store, which failed at %s, is in order again",
  async (verb) => {
    const desk = new Desk();
    let isBroken = false;
    const house = houseAt(desk, { store: failing(desk.means.store, verb, () => isBroken) });
    await desk.play(async () => {
      const { id } = await house.accept(RECORDING);
      isBroken = true;
      await expect(house.work({ id })).rejects.toBe(FULL);
      isBroken = false;
      expect(await house.work({ id })).toMatchObject({ why: "done", counts: { completed: 1 } });
    });
  },
);

test("a house accepts once its store, which would not take the account, is in order again", async () => {
  const desk = new Desk();
  let isBroken = true;
  const house = houseAt(desk, { store: failing(desk.means.store, "describeAccount", () => isBroken) });
  await desk.play(async () => {
    await expect(house.accept(RECORDING)).rejects.toBe(FULL);
    isBroken = false;
    expect((await house.accept(RECORDING)).id).toMatch(/^job_/);
  });
});

test("a recording that cannot be dropped keeps nobody from working", async () => {
  const desk = new Desk({ scenario: "faults: [{ stage: upload, occurrence: 2, status: 429, retry-after: 60 }]" });
  const house = houseAt(desk, { spool: failing(desk.means.spool, "drop", () => true) });
  await desk.play(async () => {
    const first = await house.accept(RECORDING);
    const second = await house.accept({ ...RECORDING, audio: new TextEncoder().encode("another") });
    const end = await house.work({ ids: [first.id, second.id] });
    expect(end).toMatchObject({ why: "done", counts: { completed: 2 } });
  });
});

test("who watches and fails is told so when the work ends, and harms nothing before", async () => {
  const desk = new Desk();
  const house = houseAt(desk);
  const mistake = new Error("nothing can be drawn here");
  const unheard: unknown[] = [];
  const onUnheard = (reason: unknown): number => unheard.push(reason);
  process.on("unhandledRejection", onUnheard);
  try {
    await desk.play(async () => {
      const { id } = await house.accept(RECORDING);
      const onEntry = (): void => {
        throw mistake;
      };
      await expect(house.work({ id }, { onEntry })).rejects.toBe(mistake);
      expect(await desk.status(id)).toBe("completed");
    });
    // Rejections that nobody heard of are told in a later turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off("unhandledRejection", onUnheard);
  }
  expect(unheard).toEqual([]);
});
