import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { look } from "./inputs.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenuto-inputs-"));
  await writeFile(join(folder, "good.wav"), "RIFF");
  await writeFile(join(folder, "empty.wav"), "");
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("look", () => {
  it("tells a file's size and age", async () => {
    expect(await look(join(folder, "good.wav"), "good.wav")).toEqual({ bytes: 4, changedAt: expect.any(Number) });
  });

  it.each([
    ["missing.wav", "audio/missing", "does not exist"],
    ["good.wav/below.wav", "audio/missing", "does not exist"],
    ["empty.wav", "audio/empty", "is empty"],
    [".", "audio/folder", "is a folder"],
    ["x".repeat(300), "audio/missing", "longer name"],
    ["caf\ufffd.wav", "audio/missing", "not in UTF-8"],
  ])("refuses %s in one sentence with a remedy", async (name, code, text) => {
    const refusal = expect.objectContaining({
      code,
      message: expect.stringContaining(text),
      remedy: expect.stringMatching(/./),
    });
    await expect(look(join(folder, name), name)).rejects.toEqual(refusal);
  });

  it("refuses a device", async () => {
    await expect(look("/dev/null", "/dev/null")).rejects.toMatchObject({ code: "audio/not-a-file" });
  });

  it("makes escape sequences in a name harmless", async () => {
    const name = "\u001b[31mred.wav";
    await expect(look(join(folder, name), name)).rejects.not.toMatchObject({
      message: expect.stringContaining("\u001b"),
    });
  });
});
