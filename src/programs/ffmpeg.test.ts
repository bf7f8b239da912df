import { describe, expect, test } from "vitest";
import { isMachinesFault, probeCodec, toWav, wavDurationMs } from "./ffmpeg.ts";

const about = { codec: "mp3", leadMs: 0, maxMs: 60_000 };

describe("the arguments of a conversion", () => {
  test("take the recording as a file, whatever its name looks like", () => {
    for (const name of ["-y", "http://host/x.mp3", "concat:a|b"]) {
      expect(toWav(name, "out.wav", about)).toContain(`file:${name}`);
      expect(probeCodec(name)).toContain(`file:${name}`);
    }
  });

  test("guard the input: files and pipes only, containers without playlists and scripts", () => {
    for (const args of [probeCodec("x"), toWav("x", "out.wav", about).slice(0, -1)]) {
      expect(args[args.indexOf("-protocol_whitelist") + 1]).toBe("file,pipe");
      const containers = args[args.indexOf("-format_whitelist") + 1]?.split(",") ?? [];
      expect(containers).toContain("mp3");
      for (const opener of ["hls", "concat", "dash", "applehttp", "sdp", "lavfi", "image2"]) {
        expect(containers).not.toContain(opener);
      }
    }
  });

  test("ask for libopus before an Opus input, and for no decoder otherwise", () => {
    const opus = toWav("x", "out.wav", { ...about, codec: "opus" });
    expect(opus.indexOf("libopus")).toBeGreaterThan(-1);
    expect(opus.indexOf("libopus")).toBeLessThan(opus.indexOf("-i"));
    expect(toWav("x", "out.wav", about)).not.toContain("libopus");
  });
});

test("tells a WAV's length from its size", () => {
  expect(wavDurationMs(44)).toBe(0);
  expect(wavDurationMs(44 + 32_000)).toBe(1000);
  expect(wavDurationMs(0)).toBe(0);
});

test("blames the machine, not the recording, for a full disk and for a program that cannot be run", () => {
  expect(isMachinesFault({ code: 1, stderr: "av_interleaved_write_frame(): No space left on device" })).toBe(true);
  expect(isMachinesFault({ code: 126, stderr: "spawn ffprobe EMFILE" })).toBe(true);
  expect(isMachinesFault({ code: 1, stderr: "x.wav: Invalid data found when processing input" })).toBe(false);
});
