import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { AudioContainer } from "../domain/audio-report.ts";
import type { ProgramEnd, StreamingPrograms } from "../domain/programs.ts";
import type { SoundFormat, SoundSource } from "../domain/sound.ts";
import { ffmpegDecoder } from "./decoding.ts";
import { hostPrograms } from "./programs.ts";

const file = (name: string) => fileURLToPath(new URL(`../../test/audio/${name}`, import.meta.url));
const hasFfmpeg = (await hostPrograms().version("ffmpeg")) !== null;
const nobody = { begin: () => {}, take: () => {} };
const limits = { timeoutMs: 20_000 };
const source: SoundSource = { path: "/calls/a.mp3", container: "mp3", codec: "mp3" };

function ending(end: ProgramEnd): StreamingPrograms {
  return { run: async () => end, stream: async () => end, version: async () => null };
}

describe("how a decoding ends", () => {
  const killed = (why: Extract<ProgramEnd, { kind: "killed" }>["why"]): ProgramEnd => ({
    kind: "killed",
    why,
    stderr: "",
  });
  const exited = (code: number, stderr: string): ProgramEnd => ({ kind: "exited", code, stdout: "", stderr });

  test.each<[string, ProgramEnd, object]>([
    ["whole", exited(0, ""), { kind: "decoded", complaints: [] }],
    [
      "with damage",
      exited(0, "[flac @ 0x55d0c0ffee00] bad sync\n"),
      { kind: "decoded", complaints: ["[flac] bad sync"] },
    ],
    ["given up", exited(1, "file:/calls/a.mp3: Invalid data"), { kind: "failed", complaints: ["a.mp3: Invalid data"] }],
    ["without ffmpeg", { kind: "missing", program: "ffmpeg" }, { kind: "missing", program: "ffmpeg" }],
    ["too late", killed("time"), { kind: "stopped", why: "time" }],
    ["too large", killed("output"), { kind: "stopped", why: "other" }],
    ["for want of memory", killed("signal"), { kind: "stopped", why: "other" }],
    ["for want of a disk", exited(1, "No space left on device"), { kind: "stopped", why: "other" }],
  ])("%s is told as such", async (_what, end, told) => {
    expect(await ffmpegDecoder(ending(end)).decode(source, limits, nobody)).toMatchObject(told);
  });
});

describe.skipIf(!hasFfmpeg)("decoding real files (needs ffmpeg)", () => {
  const decode = async (name: string, container: AudioContainer, codec: string) => {
    const formats: SoundFormat[] = [];
    let samples = 0;
    let peak = 0;
    const end = await ffmpegDecoder(hostPrograms()).decode({ path: file(name), container, codec }, limits, {
      begin: ({ sampleRate, channels }) => formats.push({ sampleRate, channels }),
      take: (some) => {
        samples += some.length;
        peak = some.reduce((most, sample) => Math.max(most, Math.abs(sample)), peak);
      },
    });
    return { end, formats, samples, peak };
  };

  test.each<[string, AudioContainer, string, SoundFormat, number]>([
    ["channels/surround-centre-only.flac", "flac", "flac", { sampleRate: 16_000, channels: 6 }, 3],
    ["formats/jfk-8k-gsm.wav", "wav", "gsm_ms", { sampleRate: 8_000, channels: 1 }, 11],
    ["formats/two-audio-tracks.mp4", "mp4", "aac", { sampleRate: 16_000, channels: 1 }, 7.1],
  ])("gives all of %s at its own rate and channels", async (name, container, codec, format, seconds) => {
    const { end, formats, samples } = await decode(name, container, codec);
    expect(end).toEqual({ kind: "decoded", complaints: [] });
    expect(formats).toEqual([format]);
    expect(samples / format.channels / format.sampleRate).toBeCloseTo(seconds, 1);
  });

  test("Opus comes without the burst of ffmpeg's own decoder", async () => {
    expect((await decode("channels/dup-stereo.ogg", "ogg", "opus")).peak).toBeLessThan(28_000);
  });

  test.each(["broken/hls-playlist.mp3", "broken/concat-script.mp3"])(
    "opens nothing for %s, told as what it is not",
    async (name) => {
      for (const container of ["mp3", "other"] as const) {
        const { end, samples } = await decode(name, container, "mp3");
        expect(end.kind).toBe("failed");
        expect(samples).toBe(0);
      }
    },
  );
});
