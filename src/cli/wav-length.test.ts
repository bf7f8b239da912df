import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { expect, it } from "vitest";
import { wavLength } from "./wav-length.ts";

async function lengthOf(bytes: Uint8Array): Promise<number | null> {
  const folder = await mkdtemp(join(tmpdir(), "tenuto-wav-"));
  try {
    await writeFile(join(folder, "a.wav"), bytes);
    return await wavLength(join(folder, "a.wav"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

it("tells how long a real recording plays", async () => {
  const sample = fileURLToPath(new URL("../../samples/goforward.wav", import.meta.url));
  expect(await wavLength(sample)).toBeGreaterThan(1_000);
  expect(await wavLength(sample)).toBeLessThan(10_000);
});

it("knows nothing of what is no WAV file or is not there", async () => {
  expect(await lengthOf(Buffer.from("ID3 and so on"))).toBeNull();
  expect(await lengthOf(Buffer.from("RIFF\0\0\0\0WAVEdata"))).toBeNull();
  expect(await wavLength("/nowhere/a.wav")).toBeNull();
});

it("takes any bytes after a WAV file's first twelve without throwing", async () => {
  const begin = Buffer.from("RIFF\0\0\0\0WAVEfmt ");
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 80 }), async (rest) => {
      const length = await lengthOf(Buffer.concat([begin, rest]));
      expect(length === null || Number.isFinite(length)).toBe(true);
    }),
    { numRuns: 50 },
  );
});
