import type { RepairTarget } from "../domain/audio-rules.ts";

const BYTES_PER_SAMPLE = 2;
/** Of speech at 16 kHz, against the same as WAV: 65 MB an hour to 115. */
const FLAC_SHARE = 0.5635;
/** An hour of 24 kbit/s came to 11.0 MB, the container's own bytes included. */
const OPUS_BYTES_PER_S = 3_060;
/** Headers and tags, with the room that encoders leave for them. */
const HEADER_BYTES = 16_384;
/** Noise does not get smaller as FLAC, and its frames have headers of their own. */
const FLAC_MOST = 1.01;
/** The bit rate of Opus varies with what it holds. */
const OPUS_MOST = 2;

/** What conversions write: how often samples are taken, Hz, and of how many channels. */
export interface Written {
  readonly target: RepairTarget;
  readonly sampleRate: number;
  readonly channels: number;
}

/** Bytes that speech of this length takes, ms. */
export function usualBytes(written: Written, ms: number): number {
  return Math.round((perSecond(written, "usual") * ms) / 1_000);
}

/** The longest recording, ms, that is never more than so many bytes, whatever it holds; 0 where not even a header fits. */
export function longestWithin(written: Written, bytes: number): number {
  return Math.max(0, Math.floor(((bytes - HEADER_BYTES) * 1_000) / perSecond(written, "most")));
}

function perSecond({ target, sampleRate, channels }: Written, case_: "usual" | "most"): number {
  const wav = sampleRate * channels * BYTES_PER_SAMPLE;
  switch (target) {
    case "wav":
      return wav;
    case "flac":
      return wav * (case_ === "most" ? FLAC_MOST : FLAC_SHARE);
    case "opus":
      return OPUS_BYTES_PER_S * channels * (case_ === "most" ? OPUS_MOST : 1);
    default:
      return target satisfies never;
  }
}
