import type {
  AudioChannels,
  AudioCode,
  AudioFinding,
  AudioFormat,
  AudioLevels,
  AudioReport,
} from "../src/domain/audio-report.ts";

export const SPEECH_LEVELS: AudioLevels = {
  p10: -60,
  p50: -35,
  p95: -18,
  p99: -14,
  peak: -3,
  clipped: 0,
  sounding: 0.8,
  dcOffset: 0,
  strip: [-20],
  pauses: [],
};

export const MONO: AudioChannels = {
  relation: "mono",
  levels: [-14],
  silent: [],
  loudest: 0,
  equal: null,
  correlation: null,
  lagMs: null,
};

export interface Told {
  readonly bytes?: number;
  readonly durationMs?: number | null;
  readonly format?: Partial<AudioFormat> | null;
  readonly channels?: Partial<AudioChannels> | null;
  readonly levels?: Partial<AudioLevels> | null;
  readonly findings?: readonly (AudioCode | AudioFinding)[];
}

/** What an inspection might tell: half a minute of speech as a small MP3, one channel, unless it is said otherwise. */
export function handMadeReport({ bytes = 240_000, durationMs = 30_000, ...told }: Told = {}): AudioReport {
  const findings = (told.findings ?? []).map((one) => {
    return typeof one === "string" ? { code: one, weight: "warn" as const, message: "found" } : one;
  });
  const format: AudioFormat = {
    container: "mp3",
    codec: "mp3",
    sampleRate: 44_100,
    channels: told.channels?.levels?.length ?? 1,
    bitsPerSample: null,
    hasVideo: false,
    audioTracks: 1,
    indexAtEnd: false,
    ...told.format,
  };
  return {
    file: "call",
    bytes,
    verdict: findings.some(({ weight }) => weight === "reject") ? "reject" : findings.length > 0 ? "warn" : "ok",
    findings,
    format: told.format === null ? null : format,
    durations: {
      declaredMs: durationMs,
      packetsMs: null,
      decodedMs: durationMs,
      believedMs: durationMs,
      believed: durationMs === null ? null : "decoded",
      spreadMs: 0,
      agree: true,
      why: "both are the same",
    },
    levels: told.levels === null ? null : { ...SPEECH_LEVELS, ...told.levels },
    channels: told.channels === null ? null : { ...MONO, ...told.channels },
    notChecked: null,
  };
}
