import type { AudioLevels, AudioReport } from "../../src/domain/audio-report.ts";

/** Levels of somebody who speaks twice, with a pause between and silence at the end. */
export function someLevels(patch: Partial<AudioLevels> = {}): AudioLevels {
  const strip = Array.from({ length: 120 }, (_, part) => {
    if (part > 100) return -127;
    if (part > 50 && part < 60) return -68;
    return -14 - 10 * Math.abs(Math.sin(part / 4));
  });
  return {
    p10: -68,
    p50: -24,
    p95: -14,
    p99: -13,
    peak: -3,
    clipped: 0,
    sounding: 0.76,
    dcOffset: 0,
    strip,
    pauses: [],
    ...patch,
  };
}

/** A good recording: eleven seconds of mono WAV. */
export function aReport(patch: Partial<AudioReport> = {}): AudioReport {
  return {
    file: "call.wav",
    bytes: 352_044,
    verdict: "ok",
    findings: [],
    format: {
      container: "wav",
      codec: "pcm_s16le",
      sampleRate: 16_000,
      channels: 1,
      bitsPerSample: 16,
      hasVideo: false,
      audioTracks: 1,
      indexAtEnd: false,
    },
    durations: {
      declaredMs: 11_000,
      packetsMs: 11_000,
      decodedMs: 11_000,
      believedMs: 11_000,
      believed: "decoded",
      spreadMs: 0,
      agree: true,
      why: "all agree",
    },
    levels: someLevels(),
    channels: {
      relation: "mono",
      levels: [-13],
      silent: [],
      loudest: 0,
      equal: null,
      correlation: null,
      lagMs: null,
    },
    notChecked: null,
    ...patch,
  };
}

/** The same in stereo, and both channels are one. */
export function aDouble(): AudioReport {
  const mono = aReport();
  return aReport({
    file: "double.wav",
    bytes: 704_044,
    verdict: "warn",
    findings: [{ code: "dual-identical", weight: "warn", message: "99.9 % of the samples of both channels are equal" }],
    format: mono.format && { ...mono.format, channels: 2 },
    channels: {
      relation: "identical",
      levels: [-13, -13],
      silent: [],
      loudest: 0,
      equal: 0.999,
      correlation: 1,
      lagMs: 0,
    },
  });
}

export function aSilence(): AudioReport {
  return aReport({
    file: "silence.wav",
    verdict: "reject",
    findings: [{ code: "silent", weight: "reject", message: "nothing is above -75 dBFS" }],
    levels: someLevels({ p10: -75, p50: -75, p95: -75, p99: -75, peak: -64, sounding: 0, strip: [-75, -75, -75] }),
  });
}
