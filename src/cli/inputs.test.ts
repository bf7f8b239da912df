import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lookAt } from "./inputs.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenuto-inputs-"));
  await writeFile(join(folder, "good.wav"), "RIFF");
  await writeFile(join(folder, "empty.wav"), "");
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("lookAt", () => {
  it("takes a file with its size and the stem its transcripts are named for", async () => {
    const { good, refused } = await lookAt([join(folder, "good.wav")]);
    expect(refused).toEqual([]);
    expect(good).toMatchObject([{ path: join(folder, "good.wav"), stem: "good", bytes: 4 }]);
  });

  it("takes the same file named twice once", async () => {
    const { good } = await lookAt([join(folder, "good.wav"), join(folder, ".", "x", "..", "good.wav")]);
    expect(good).toHaveLength(1);
  });

  it.each([
    ["missing.wav", "audio/missing", "does not exist"],
    ["good.wav/below.wav", "audio/missing", "does not exist"],
    ["empty.wav", "audio/empty", "is empty"],
    [".", "audio/folder", "is a folder"],
    ["x".repeat(300), "audio/missing", "longer name"],
  ])("refuses %s in one sentence with a remedy and goes on with the others", async (name, code, text) => {
    const { good, refused } = await lookAt([join(folder, name), join(folder, "good.wav")]);
    expect(good).toHaveLength(1);
    expect(refused).toHaveLength(1);
    expect(refused[0]?.error).toMatchObject({ code, message: expect.stringContaining(text) });
    expect(refused[0]?.error.remedy).not.toBe("");
  });

  it("refuses a device", async () => {
    const { refused } = await lookAt(["/dev/null"]);
    expect(refused[0]?.error.code).toBe("audio/not-a-file");
  });

  it("refuses an address without repeating the signature in its query", async () => {
    const { refused } = await lookAt(["https://host/call.mp3?sig=SECRET"]);
    expect(refused[0]?.error.code).toBe("audio/url");
    expect(refused[0]?.error.message).not.toContain("SECRET");
  });

  it("makes escape sequences in a name harmless", async () => {
    const { refused } = await lookAt([join(folder, "\u001b[31mred.wav")]);
    expect(refused[0]?.error.message).not.toContain("\u001b");
  });
});
