import { expect, test } from "vitest";
import type { House } from "../../src/engine/house.ts";
import { LiveTenuto } from "../../src/engine/live-tenuto.ts";
import { Desk } from "./desk.ts";
import { houseAt } from "./desk-house.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function tenutoAt(scenario: string): { readonly desk: Desk; readonly tenuto: LiveTenuto } {
  const desk = new Desk({ scenario });
  const house: House = houseAt(desk);
  return { desk, tenuto: new LiveTenuto(async () => house, false) };
}

async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => "it went well",
    (error: unknown) => error,
  );
}

test("closing the library ends the taking in of a recording that comes very slowly", async () => {
  const { desk, tenuto } = tenutoAt("processing: 1s");
  async function* dripping(): AsyncGenerator<Uint8Array> {
    for (let second = 0; second < 3_600; second += 1) {
      yield bytes("a drop");
      await desk.runtime.clock.sleep(1_000);
    }
  }
  await desk.play(async () => {
    const taking = errorOf(tenuto.transcribe(dripping()));
    await desk.runtime.clock.sleep(5_000);
    const closing = desk.now;
    await tenuto.close();
    expect(desk.now - closing).toBeLessThanOrEqual(1_000);
    expect(await taking).toMatchObject({ code: "library/closed" });
    expect(desk.sent).toEqual([]);
  });
});

test("a transcribe that goes away leaves its job to whoever waits for the result of the same", async () => {
  const { desk, tenuto } = tenutoAt("processing: 20s");
  await desk.play(async () => {
    const handle = await tenuto.submit(bytes("the same"));
    const staying = handle.result();
    const gone = new AbortController();
    const leaving = errorOf(tenuto.transcribe(bytes("the same"), { signal: gone.signal }));
    await desk.runtime.clock.sleep(5_000);
    gone.abort("gone");
    expect(await leaving).toBe("gone");
    expect((await staying).text).not.toBe("");
    await tenuto.close();
  });
});

test("listening to a job under a signal ends with it, whatever was written meanwhile", async () => {
  const { desk, tenuto } = tenutoAt("processing: 20s");
  await desk.play(async () => {
    const handle = await tenuto.submit(bytes("a call"));
    const gone = new AbortController();
    const heard: string[] = [];
    for await (const { entry } of handle.events({ signal: gone.signal })) {
      heard.push(entry.type);
      gone.abort();
      await desk.runtime.clock.sleep(5_000);
    }
    expect(heard).toEqual(["accepted"]);
    await tenuto.close();
  });
});

test("a library that could not be opened is opened by the next call", async () => {
  const desk = new Desk();
  let isLocked = true;
  const tenuto = new LiveTenuto(async () => {
    if (isLocked) throw new Error("somebody else has it");
    return houseAt(desk);
  }, false);
  await expect(tenuto.jobs()).rejects.toThrow("somebody else has it");
  isLocked = false;
  expect(await tenuto.jobs()).toEqual([]);
  await tenuto.close();
});
