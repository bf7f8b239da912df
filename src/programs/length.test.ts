import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { ProgramEnd, Programs } from "../domain/programs.ts";
import { recordingLength } from "./length.ts";
import { hostPrograms } from "./programs.ts";

const AUDIO = fileURLToPath(new URL("../../test/audio", import.meta.url));
const hasFfprobe = (await hostPrograms().version("ffprobe")) !== null;

function saying(end: ProgramEnd): Programs {
  return { run: async () => end, version: async () => null };
}

describe("the length of a recording", () => {
  it.each([
    ["3.0065\n", 3_007],
    ["N/A\n", null],
    ["", null],
    ["-1\n", null],
  ])("is read from %j as %j", async (stdout, ms) => {
    const end: ProgramEnd = { kind: "exited", code: 0, stdout, stderr: "" };
    expect(await recordingLength(saying(end), "/a.mp3")).toBe(ms);
  });

  it("is unknown where ffprobe is missing or fails", async () => {
    expect(await recordingLength(saying({ kind: "missing", program: "ffprobe" }), "/a.mp3")).toBeNull();
    expect(await recordingLength(saying({ kind: "exited", code: 1, stdout: "5", stderr: "" }), "/a.mp3")).toBeNull();
  });

  it.skipIf(!hasFfprobe)(
    "is told of a real file, and opens nothing that a playlist names (needs ffprobe)",
    async () => {
      const programs = hostPrograms();
      expect(await recordingLength(programs, `${AUDIO}/channels/dup-stereo.ogg`)).toBeCloseTo(3_000, -2);
      expect(await recordingLength(programs, `${AUDIO}/broken/hls-playlist.mp3`)).toBeNull();
      expect(await recordingLength(programs, `${AUDIO}/broken/concat-script.mp3`)).toBeNull();
    },
  );
});
