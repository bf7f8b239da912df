import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HandSurroundings } from "../../test/cli/hand-surroundings.ts";
import { watch } from "./watch.ts";

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenuto-watch-"));
  await mkdir(join(folder, "calls"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Watches with these deeds done between one scan and the next, and Ctrl-C after the last. */
async function watched(here: HandSurroundings, deeds: readonly (() => Promise<unknown>)[]): Promise<number> {
  const left = [...deeds];
  let now = 0;
  Object.assign(here.house.runtime.clock, {
    monotonic: () => now,
    sleep: async (ms: number) => {
      now += ms;
      await left.shift()?.();
      if (left.length === 0) here.signals.emit("SIGINT");
    },
  });
  return watch(join(folder, "calls"), { outputDir: join(folder, "out") }, here.with());
}

describe("tenuto watch", () => {
  it("takes in what has stayed the same for a while, and not what was just written", async () => {
    const here = new HandSurroundings();
    const write = (name: string) => () => writeFile(join(folder, "calls", name), name);
    const wait = async (): Promise<void> => undefined;
    expect(await watched(here, [write("a.wav"), wait, write("b.wav"), wait])).toBe(130);
    expect((await here.house.store.list({})).map(({ name }) => name)).toEqual([join(folder, "calls", "a.wav")]);
  });

  it("tells once that the folder is gone, and takes what is in it when it is back", async () => {
    const here = new HandSurroundings();
    const calls = join(folder, "calls");
    const wait = async (): Promise<void> => undefined;
    const back = async (): Promise<void> => {
      await mkdir(calls);
      await writeFile(join(calls, "a.wav"), "a");
    };
    await watched(here, [() => rm(calls, { recursive: true }), wait, wait, back, wait, wait]);
    const told = here.err.split("\n").filter((line) => line.includes("does not exist"));
    expect(told).toEqual([`${calls} does not exist. The watching goes on, in case it comes back.`]);
    expect(await here.house.store.list({})).toHaveLength(1);
  });

  it("ends at a signal that came before it began to watch", async () => {
    const here = new HandSurroundings();
    here.house.recogniser.missing = async () => {
      here.signals.emit("SIGINT");
      return [];
    };
    const flags = { outputDir: join(folder, "out"), provider: "local" };
    expect(await watch(join(folder, "calls"), flags, here.with())).toBe(130);
  });
});
