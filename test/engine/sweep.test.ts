import { expect, test } from "vitest";
import { dropUnneeded } from "../../src/engine/sweep.ts";
import { Desk } from "./desk.ts";

test("drops what a dead process left in the spool, and nothing that a job may need", async () => {
  const desk = new Desk();
  const { spool, store } = desk.means;
  await desk.play(async () => {
    const id = await desk.accept("needed");
    const stray = await spool.put(
      (async function* () {
        yield new TextEncoder().encode("left behind");
      })(),
      "stray.wav",
    );
    await dropUnneeded(store, spool, desk.now);
    // It may be in the hands of somebody who accepts it in a moment.
    expect(await spool.holds(stray)).toBe(true);
    await desk.runtime.clock.sleep(10 * 60_000 + 1);
    await dropUnneeded(store, spool, desk.now);
    const job = await store.get(id);
    expect(job === null ? null : await spool.holds(job.request.audio)).toBe(true);
    expect(await spool.holds(stray)).toBe(false);
  });
});
