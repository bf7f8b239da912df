import { describe, expect, it } from "vitest";
import type { JobStore } from "../../src/domain/store.ts";
import type { CallLimits } from "../../src/domain/transport.ts";
import { Worker } from "../../src/engine/worker.ts";
import { Desk, whatOf } from "./desk.ts";

/** The desk's worker, and its life. */
function hire(desk: Desk, turns: number, store: JobStore = desk.means.store) {
  const stop = new AbortController();
  const worker = new Worker({ ...desk.means, store }, { name: "hired", turns });
  const ended = worker.run(stop.signal);
  ended.catch(() => undefined);
  return { worker, ended, stop: () => stop.abort() };
}

/** A store of which some verbs are another's. */
function changed(store: JobStore, verbs: Partial<JobStore>): JobStore {
  return new Proxy(store, {
    get: (target, name) => {
      const own: unknown = Reflect.get(target, name, target);
      return Reflect.get(verbs, name) ?? (typeof own === "function" ? own.bind(target) : own);
    },
  });
}

/** A desk whose uploads take so long, and that tells of their signals. */
function slowDesk(uploadMs: number) {
  const limits: CallLimits[] = [];
  const desk = new Desk({
    wire: (twin, { runtime: { clock } }) => ({
      send: async (call, given) => {
        if (whatOf(call) === "upload") {
          limits.push(given);
          await clock.sleep(uploadMs, given.signal).catch(() => undefined);
        }
        return twin.send(call, given);
      },
    }),
  });
  return { desk, limits };
}

const MINUTE = 60_000;

describe("a worker", () => {
  it("has no more jobs in hand than it has room for, and works off all of them", async () => {
    const { desk } = slowDesk(10_000);
    await desk.play(async () => {
      const ids = await Promise.all(Array.from({ length: 7 }, (_, number) => desk.accept(`recording ${number}`)));
      const { worker, ended, stop } = hire(desk, 2);
      let most = 0;
      while ((await desk.means.store.counts()).open > 0) {
        most = Math.max(most, worker.active);
        await desk.runtime.clock.sleep(500);
      }
      stop();
      await ended;
      expect(most).toBe(2);
      for (const id of ids) expect(await desk.status(id)).toBe("completed");
      expect(desk.ledger.billed).toBe(7);
    });
  });

  it("keeps the lease of an upload that takes longer than any lease", async () => {
    const { desk, limits } = slowDesk(20 * MINUTE);
    await desk.play(async () => {
      const id = await desk.accept();
      const { ended, stop } = hire(desk, 1);
      for (let minute = 0; minute < 20; minute += 1) {
        await desk.runtime.clock.sleep(MINUTE);
        if (minute > 0) expect(await desk.means.store.claim(1, "a thief", MINUTE)).toEqual([]);
      }
      await desk.runtime.clock.sleep(MINUTE);
      stop();
      await ended;
      expect(await desk.status(id)).toBe("completed");
      expect(limits).toHaveLength(1);
    });
  });

  it("stops a turn that has lost its lease", async () => {
    const { desk, limits } = slowDesk(20 * MINUTE);
    await desk.play(async () => {
      const id = await desk.accept();
      const { worker, ended, stop } = hire(desk, 1);
      await desk.runtime.clock.sleep(10_000);
      await desk.means.store.cancel(id, "no longer wanted");
      expect(worker.active).toBe(1);
      await desk.runtime.clock.sleep(MINUTE);
      expect(limits[0]?.signal.aborted).toBe(true);
      expect(worker.active).toBe(0);
      stop();
      await ended;
      expect(await desk.status(id)).toBe("canceled");
    });
  });

  it("hears a poke that comes between its look and its sleep", async () => {
    const desk = new Desk();
    await desk.play(async () => {
      let poke = (): void => undefined;
      let looks = 0;
      const { store } = desk.means;
      const looking = changed(store, {
        nextDue: async () => {
          const due = await store.nextDue();
          looks += 1;
          if (looks !== 2) return due;
          await desk.accept();
          poke();
          return due;
        },
      });
      const { worker, ended, stop } = hire(desk, 1, looking);
      poke = () => worker.poke();
      await desk.runtime.clock.sleep(1_500);
      const [accepted] = await store.events(0, 1);
      expect((desk.at("upload")[0] ?? Number.NaN) - (accepted?.entry.at ?? 0)).toBeLessThan(100);
      stop();
      await ended;
    });
  });

  it("finds jobs that another process added within a second", async () => {
    const desk = new Desk();
    await desk.play(async () => {
      const { ended, stop } = hire(desk, 1);
      await desk.runtime.clock.sleep(10_300);
      await desk.accept();
      const added = desk.now;
      await desk.runtime.clock.sleep(2_000);
      expect((desk.at("upload")[0] ?? Number.NaN) - added).toBeLessThanOrEqual(1_000);
      stop();
      await ended;
    });
  });

  it("told to stop waits for a submit on the wire, but not for ever", async () => {
    const desk = new Desk({ scenario: "faults: [{ stage: submit, occurrence: 1, fault: no-answer }]" });
    await desk.play(async () => {
      const id = await desk.accept();
      const { ended, stop } = hire(desk, 1);
      await desk.runtime.clock.sleep(1_000);
      expect(desk.count("submit")).toBe(1);
      const stopped = desk.now;
      stop();
      await ended;
      expect(desk.now - stopped).toBeGreaterThanOrEqual(5_000);
      expect(desk.now - stopped).toBeLessThan(6_000);
      expect((await desk.means.store.submissions(id))[0]).toMatchObject({ certainty: "unknown" });
    });
  });

  const broken = (): never => {
    throw new Error("the disk is gone");
  };

  it.each(["nextDue", "claim", "save"] as const)("ends with the error of a store whose %s is broken", async (verb) => {
    const desk = new Desk();
    await desk.play(async () => {
      await desk.accept();
      const { worker, ended } = hire(desk, 1, changed(desk.means.store, { [verb]: async () => broken() }));
      await expect(ended).rejects.toThrow("the disk is gone");
      expect(worker.active).toBe(0);
    });
  });

  it("leaves no turn at work when it ends with an error", async () => {
    const { desk, limits } = slowDesk(20 * MINUTE);
    await desk.play(async () => {
      await desk.accept();
      let isBroken = false;
      const { store } = desk.means;
      const nextDue = async () => (isBroken ? broken() : store.nextDue());
      const { worker, ended } = hire(desk, 2, changed(store, { nextDue }));
      await desk.runtime.clock.sleep(10_000);
      isBroken = true;
      await expect(ended).rejects.toThrow("the disk is gone");
      expect(limits[0]?.signal.aborted).toBe(true);
      expect(worker.active).toBe(0);
    });
  });
});
