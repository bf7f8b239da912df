import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { Desk, type DeskOptions } from "./desk.ts";
import { houseAt } from "./desk-house.ts";

/** A whole house over the desk's store, spool and twin, in virtual time. */
function houseOf(options: DeskOptions = {}) {
  const desk = new Desk(options);
  const house = houseAt(desk);
  const accept = async (text: string, run: string): Promise<string> =>
    (await house.accept({ audio: new TextEncoder().encode(text), run })).id;
  return { desk, house, accept };
}

describe("working on a set of jobs", () => {
  it("is done when the named jobs are over, whatever others of their run still do", async () => {
    const { desk, house, accept } = houseOf({
      scenario: "faults: [{ stage: upload, occurrence: 3, fault: no-answer }]",
    });
    await desk.play(async () => {
      const ids = [await accept("first", "run"), await accept("second", "run")];
      const third = await accept("third", "run");
      expect(await house.work({ ids })).toMatchObject({ why: "done", counts: { completed: 2, open: 0 } });
      expect(await desk.status(third)).toBe("open");
    });
  });

  it("begins with the first recording of a long list, and waits for those accepted after it", async () => {
    const { desk, house, accept } = houseOf();
    await desk.play(async () => {
      const started = desk.now;
      const told = new Set<string>();
      const accepting = (async () => {
        for (let number = 0; number < 5; number += 1) {
          await desk.runtime.clock.sleep(20_000);
          await accept(`recording ${number}`, "run");
        }
      })();
      const end = await house.work({ run: "run" }, { accepting, onEntry: ({ job }) => told.add(job) });
      expect(end).toMatchObject({ why: "done", counts: { completed: 5, open: 0 } });
      expect(told.size).toBe(5);
      expect((desk.at("upload")[0] ?? Number.NaN) - started).toBeLessThan(21_000);
    });
  });

  it("is over when nothing was accepted at all, and when accepting failed", async () => {
    const { desk, house } = houseOf();
    await desk.play(async () => {
      const accepting = desk.runtime.clock.sleep(1_000).then(() => {
        throw new Error("no such folder");
      });
      expect(await house.work({ run: "empty" }, { accepting })).toMatchObject({ why: "done" });
    });
  });

  it("stops at its signal although more may be accepted", async () => {
    const { desk, house, accept } = houseOf({ scenario: "processing: 10m" });
    await desk.play(async () => {
      await accept("a recording", "run");
      const stop = new AbortController();
      const working = house.work({ run: "run" }, { signal: stop.signal, accepting: new Promise(() => undefined) });
      await desk.runtime.clock.sleep(5_000);
      stop.abort();
      expect(await working).toMatchObject({ why: "stopped", counts: { open: 1 } });
    });
  });

  it("tells all jobs of a held account at once, though one has long to go", async () => {
    const body = '{"error":"Your current account balance is negative."}';
    const { desk, house, accept } = houseOf({
      scenario: `processing: 2h\nfaults: [{ stage: submit, occurrence: 2, status: 400, body: '${body}' }]`,
    });
    await desk.play(async () => {
      const long = house.work({ id: await accept("long", "run") });
      await desk.runtime.clock.sleep(5_000);
      const asked = desk.now;
      expect(await house.work({ id: await accept("unpaid", "run") })).toMatchObject({
        why: "held",
        counts: { parked: 1 },
      });
      expect(desk.now - asked).toBeLessThan(10_000);
      // Nothing of the account is sent any more, so it can hear of nothing either.
      expect(await long).toMatchObject({ why: "held", counts: { open: 1 } });
    });
  });

  it("lets a hundred wait under one signal without a warning, and leaves no listener behind", async () => {
    const { desk, house, accept } = houseOf();
    const warnings: unknown[] = [];
    const onWarning = (warning: unknown): number => warnings.push(warning);
    process.on("warning", onWarning);
    const { signal } = new AbortController();
    try {
      await desk.play(async () => {
        const ids = await Promise.all(Array.from({ length: 100 }, (_, number) => accept(`number ${number}`, "run")));
        await Promise.all(ids.map((id) => house.work({ id }, { signal })));
      });
      // A warning is told in a later turn of the event loop.
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      process.off("warning", onWarning);
    }
    expect(warnings).toEqual([]);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});
