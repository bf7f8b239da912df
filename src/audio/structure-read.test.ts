import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FileBytes } from "./structure-bytes.ts";
import { readStructure } from "./structure-read.ts";
import { walk } from "./structure-walk.ts";

const JFK = fileURLToPath(new URL("../../test/audio/formats/jfk.mp3", import.meta.url));
const TERABYTE = 1024 ** 4;

/** The header of a WAV of 16 kHz and 16 bits whose sizes are left open. */
const OPEN_WAV = Buffer.from(
  "52494646ffffffff57415645666d74201000000001000100803e0000007d00000200100064617461ffffffff",
  "hex",
);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tenuto-structure-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("reading a structure from the disk", () => {
  it("refuses a named pipe at once instead of waiting for somebody to write", async () => {
    const pipe = join(folder, "pipe.wav");
    execFileSync("mkfifo", [pipe]);
    await expect(readStructure(pipe)).rejects.toMatchObject({ code: "audio/not-a-file" });
  });

  it.each([
    ["a device", "/dev/zero", "audio/not-a-file"],
    ["a folder", tmpdir(), "audio/folder"],
    ["a missing file", join(tmpdir(), "tenuto-none", "a.wav"), "audio/missing"],
    ["a path through a file", join(JFK, "a.wav"), "audio/missing"],
  ])("refuses %s with its reason", async (_what, path, code) => {
    await expect(readStructure(path)).rejects.toMatchObject({ name: "AudioError", code });
  });

  it("refuses a file that nobody may read", async () => {
    const path = join(folder, "nul\0.wav");
    await expect(readStructure(path)).rejects.toMatchObject({ code: "audio/unreadable" });
  });

  it.each([
    ["a WAV", OPEN_WAV, "wav"],
    ["an AMR", Buffer.from("#!AMR\n"), "amr"],
    ["nothing known", Buffer.from([1, 2, 3]), undefined],
  ])("reads a few kilobytes of a terabyte of holes behind the header of %s", (_what, header, container) => {
    const path = join(folder, "holes");
    writeFileSync(path, header);
    truncateSync(path, TERABYTE);
    const bytes = new FileBytes(path);
    try {
      expect(walk(bytes, "holes", false).format?.container).toBe(container);
      expect(bytes.read).toBeLessThan(1024 * 1024);
    } finally {
      bytes.close();
    }
  });

  it("leaves packets uncounted in a file that is larger than counting may read, and says so", async () => {
    const small = await readStructure(JFK, { countPackets: true, countingBytes: 1_000 });
    expect(small.packetsMs).toBeNull();
    expect(small.notCounted).toContain("1000 bytes");
    expect((await readStructure(JFK, { countPackets: true })).notCounted).toBeNull();
  });

  it("notices that somebody writes to the file meanwhile", () => {
    const path = join(folder, "growing.wav");
    writeFileSync(path, OPEN_WAV);
    utimesSync(path, 1, 1);
    const bytes = new FileBytes(path);
    try {
      expect(bytes.changed()).toBe(false);
      appendFileSync(path, Buffer.alloc(64_000));
      expect(bytes.changed()).toBe(true);
    } finally {
      bytes.close();
    }
  });

  it("gives fewer bytes of a file that got shorter meanwhile", () => {
    const path = join(folder, "shrinking.wav");
    writeFileSync(path, Buffer.alloc(100_000, 1));
    const bytes = new FileBytes(path);
    try {
      truncateSync(path, 50_010);
      expect(bytes.at(50_000, 100)).toHaveLength(10);
      expect(bytes.at(90_000, 100)).toHaveLength(0);
      expect(walk(bytes, "x", true).findings.map((finding) => finding.code)).toEqual(["unrecognized"]);
    } finally {
      bytes.close();
    }
  });

  it("gives the same bytes by small looks, large looks and looks backwards", () => {
    const path = join(folder, "numbers");
    const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7919) >> 5));
    writeFileSync(path, content);
    const bytes = new FileBytes(path);
    try {
      for (const [at, length] of [
        [0, 10],
        [8, 4_000],
        [4_094, 8],
        [65_530, 20],
        [3, 7],
        [200_000, 90_000],
        [299_990, 50],
        [299_980, 5],
      ] as const) {
        expect(bytes.at(at, length).equals(content.subarray(at, at + length))).toBe(true);
      }
    } finally {
      bytes.close();
    }
  });
});
