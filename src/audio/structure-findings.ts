import { AUDIO_CODES, type AudioCode, type AudioFinding, type AudioFormat } from "../domain/audio-report.ts";
import type { TimestampGap, Walked } from "./structure.ts";

const REJECTED: readonly AudioCode[] = [
  "empty-file",
  "not-audio",
  "unrecognized",
  "header-corrupt",
  "encrypted",
  "no-audio-track",
  "unsupported-codec",
  "zero-duration",
];

const TOLD: readonly AudioCode[] = ["video-container", "low-sample-rate", "duration-undeclared"];

/** A finding of the structure with its usual weight. `message`: what was found in this recording, with its figures. */
export function found(code: AudioCode, message: string): AudioFinding {
  return { code, weight: REJECTED.includes(code) ? "reject" : TOLD.includes(code) ? "info" : "warn", message };
}

/** The index is lost or cut: nothing of the recording can be had, unlike with other recordings that break off. */
export function foundLost(message: string): AudioFinding {
  return { code: "truncated", weight: "reject", message };
}

const NOTHING: Walked = {
  format: null,
  declaredMs: null,
  declaredBy: null,
  packetsMs: null,
  gaps: [],
  findings: [],
};

/** What a walker answers, the rest being unknown. */
export function walked(parts: Partial<Walked>): Walked {
  return { ...NOTHING, ...parts };
}

/** A walker's answer when there is nothing to go on with. */
export function stopped(code: AudioCode, message: string, format: AudioFormat | null = null): Walked {
  return walked({ format, findings: [found(code, message)] });
}

/** A recording that is sound only, on one track. */
export function soundFormat(parts: Pick<AudioFormat, "container"> & Partial<AudioFormat>): AudioFormat {
  return {
    codec: null,
    sampleRate: null,
    channels: null,
    bitsPerSample: null,
    hasVideo: false,
    audioTracks: 1,
    indexAtEnd: false,
    ...parts,
  };
}

const HIGHEST_RATE = 768_000;
const LOWEST_RATE = 1_000;
const MOST_CHANNELS = 255;

/** Why a header cannot be believed, for people; null when it can. */
export function impossible(sampleRate: number, channels: number): string | null {
  if (channels < 1 || channels > MOST_CHANNELS) return `The header says ${channels} channels.`;
  if (sampleRate < LOWEST_RATE || sampleRate > HIGHEST_RATE || !Number.isFinite(sampleRate)) {
    return `The header says ${sampleRate} samples a second.`;
  }
  return null;
}

/** At most one finding, for all of the jumps in the times. */
export function gapFindings(gaps: readonly TimestampGap[]): readonly AudioFinding[] {
  const [first, ...others] = gaps;
  if (first === undefined) return [];
  const more = others.length > 0 ? `, and ${others.length} more` : "";
  return [found("timestamp-gap", `At ${seconds(first.atMs)} the times jump by ${seconds(first.lengthMs)}${more}.`)];
}

/** Each code once, in the order in which a person hears of them; what is rejected is told without lesser findings. */
export function inOrder(findings: readonly AudioFinding[]): readonly AudioFinding[] {
  const rejected = findings.filter((finding) => finding.weight === "reject");
  const told = rejected.length > 0 ? rejected : findings;
  return AUDIO_CODES.flatMap((code) => told.find((finding) => finding.code === code) ?? []);
}

/** `62.5` ms is `0.06 s`, and 3,600,000 is `3600.00 s`. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

/** Bytes for people. */
export function bytesInWords(bytes: number): string {
  return `${bytes.toLocaleString("en-US")} byte${bytes === 1 ? "" : "s"}`;
}
