import { describe, expect, it } from "vitest";
import { Doorbell } from "../../src/engine/doorbell.ts";
import { VirtualRuntime } from "../../src/simulation/virtual-runtime.ts";

const NEVER = new AbortController().signal;

describe("a doorbell", () => {
  it("lets its sleeper sleep where nobody rings", async () => {
    const { clock, run } = quiet();
    expect(await run(new Doorbell().sleep(clock, 5_000, NEVER))).toEqual(["slept", 5_000]);
  });

  it("wakes its sleeper at once", async () => {
    const { clock, run } = quiet();
    const bell = new Doorbell();
    void clock.sleep(1_200).then(() => bell.ring());
    expect(await run(bell.sleep(clock, 5_000, NEVER))).toEqual(["rung", 1_200]);
    expect(await run(bell.sleep(clock, 5_000, NEVER))).toEqual(["slept", 6_200]);
  });

  it("keeps a ring that nobody slept through for the next sleeper, once", async () => {
    const { clock, run } = quiet();
    const bell = new Doorbell();
    bell.ring();
    bell.ring();
    expect(await run(bell.sleep(clock, 5_000, NEVER))).toEqual(["rung", 0]);
    expect(await run(bell.sleep(clock, 5_000, NEVER))).toEqual(["slept", 5_000]);
  });

  it("gives way to an abort, with its reason", async () => {
    const { clock, run } = quiet();
    const stop = new AbortController();
    const reason = new Error("enough");
    void clock.sleep(100).then(() => stop.abort(reason));
    await expect(run(new Doorbell().sleep(clock, 5_000, stop.signal))).rejects.toBe(reason);
    await expect(run(new Doorbell().sleep(clock, 5_000, stop.signal))).rejects.toBe(reason);
  });
});

/** Virtual time, and what a sleep came to with the moment at which it did. */
function quiet() {
  const runtime = new VirtualRuntime(1);
  const { clock } = runtime;
  const run = async <T>(work: Promise<T>): Promise<[T, number]> => {
    const came = await runtime.run(work);
    return [came, clock.monotonic()];
  };
  return { clock, run };
}
