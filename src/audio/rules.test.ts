import { expect, test } from "vitest";
import { handMadeReport, type Told } from "../../test/hand-made-report.ts";
import type { AudioRules } from "../domain/audio-rules.ts";
import { brokenRules } from "./rules.ts";

const STRICT: AudioRules = {
  formats: [
    { container: "wav", codecs: ["pcm_s16le"] },
    { container: "ogg", codecs: null },
  ],
  maxBytes: 1_000_000,
  minMs: 160,
  maxMs: 60_000,
  sampleRates: [8_000, 16_000],
  maxChannels: 1,
  perChannel: false,
  targets: ["wav"],
  source: "made up",
};
const WAV = { container: "wav", codec: "pcm_s16le", sampleRate: 16_000 } as const;

function broken(told: Told): string[] {
  const { format, bytes, durations } = handMadeReport({ format: WAV, ...told });
  if (format === null) return [];
  return brokenRules({ format, bytes, durationMs: durations.believedMs }, STRICT).map(({ words }) => words);
}

test.each<[string, Told, string[]]>([
  ["nothing", {}, []],
  ["its container", { format: { ...WAV, container: "mp3" } }, ["only wav (pcm_s16le) and ogg"]],
  ["its codec", { format: { ...WAV, codec: "gsm_ms" } }, ["only wav (pcm_s16le) and ogg"]],
  ["a codec that nobody knows", { format: { ...WAV, codec: null } }, ["only wav (pcm_s16le) and ogg"]],
  ["its rate", { format: { ...WAV, sampleRate: 44_100 } }, ["only 8 kHz or 16 kHz"]],
  ["its channels", { format: { ...WAV, channels: 2 } }, ["only one channel"]],
  ["its size", { bytes: 1_000_001 }, ["at most 1 MB"]],
  ["its length", { durationMs: 60_001 }, ["at most 1 min"]],
  ["being too short", { durationMs: 159 }, ["at least 0.16 s"]],
  ["several at once", { bytes: 2e6, durationMs: 90_000 }, ["at most 1 MB", "at most 1 min"]],
])("a recording breaks a provider's rules by %s", (_name, told, words) => {
  expect(broken(told)).toEqual(words);
});

test("a recording breaks no rule by what nobody knows of it, nor Opus one of rates", () => {
  expect(broken({ durationMs: null, format: { ...WAV, sampleRate: null, channels: null } })).toEqual([]);
  expect(broken({ format: { container: "ogg", codec: "opus", sampleRate: 48_000 } })).toEqual([]);
});
