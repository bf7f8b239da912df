import { readdirSync, readlinkSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { open, sourceOf } from "./audio-input.ts";

const noWeb = {
  open: () => {
    throw new Error("nothing is fetched here");
  },
  close: async () => undefined,
};

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenuto-input-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function handlesOf(path: string): number {
  const handles = readdirSync("/proc/self/fd").map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return "";
    }
  });
  return handles.filter((target) => target === path).length;
}

test.skipIf(process.platform !== "linux")("a recording that nobody reads after all holds no file open", async () => {
  const path = join(folder, "unread.wav");
  await writeFile(path, "a recording");
  await open(sourceOf(path), noWeb);
  expect(handlesOf(path)).toBe(0);
});

test("a recording that is gone between the look at it and its reading is told as missing", async () => {
  const path = join(folder, "gone.wav");
  await writeFile(path, "a recording");
  const bytes = await open(sourceOf(path), noWeb);
  await rm(path);
  const reading = bytes[Symbol.asyncIterator]().next();
  await expect(reading).rejects.toMatchObject({ code: "audio/missing" });
});
