/** `ok`: send it. `warn`: it can be sent, somebody should know or mend it. `reject`: sending it only fails or costs money. */
export type AudioVerdict = "ok" | "warn" | "reject";

/** What can be found in a recording, in the order in which a person must hear of it. Each is a catalogue entry `audio/<code>`. */
export const AUDIO_CODES = [
  "empty-file",
  "not-audio",
  "unrecognized",
  "header-corrupt",
  "encrypted",
  "no-audio-track",
  "unsupported-codec",
  "zero-duration",
  "silent",
  "truncated",
  "decode-errors",
  "timestamp-gap",
  "duration-mismatch",
  "garbage-prefix",
  "extension-mismatch",
  "steady-noise",
  "too-quiet",
  "mostly-silent",
  "clipping",
  "more-than-two-channels",
  "channel-silent",
  "dual-inverted",
  "dual-identical",
  "dual-near-identical",
  "multiple-audio-tracks",
  "dual-distinct",
  "video-container",
  "low-sample-rate",
  "band-limited",
  "dc-offset",
  "duration-undeclared",
] as const;

export type AudioCode = (typeof AUDIO_CODES)[number];

export interface AudioFinding {
  readonly code: AudioCode;
  /** `info` changes no verdict. */
  readonly weight: "info" | "warn" | "reject";
  /** What was found in this recording, with its figures, for people. */
  readonly message: string;
}

/** Containers by their bytes, whatever the file is called. `other`: known by its first bytes, told by `codec`, not walked. */
export type AudioContainer =
  | "wav"
  | "rf64"
  | "w64"
  | "aiff"
  | "au"
  | "caf"
  | "flac"
  | "mp3"
  | "aac"
  | "amr"
  | "ogg"
  | "mp4"
  | "mov"
  | "3gp"
  | "matroska"
  | "webm"
  | "asf"
  | "avi"
  | "flv"
  | "mpegts"
  | "other";

export interface AudioFormat {
  readonly container: AudioContainer;
  /** By ffmpeg's names, such as `aac`, `pcm_s16le`, `opus`; null when nobody could tell. */
  readonly codec: string | null;
  /** Samples a second, Hz. */
  readonly sampleRate: number | null;
  readonly channels: number | null;
  readonly bitsPerSample: number | null;
  readonly hasVideo: boolean;
  readonly audioTracks: number;
  /** True for an MP4 whose index stands behind its sound: it cannot be read from a pipe. */
  readonly indexAtEnd: boolean;
}

/** Several opinions on how long a recording is, ms. A wrong header means a wrong bill. */
export interface AudioDurations {
  /** What the header says; null when it says nothing. */
  readonly declaredMs: number | null;
  /** Packets counted without decoding; null when they were not counted. */
  readonly packetsMs: number | null;
  /** Samples that really decode; null when nothing was decoded. */
  readonly decodedMs: number | null;
  /** The one to believe, and whose it is; null when there is no opinion at all. */
  readonly believedMs: number | null;
  readonly believed: "declared" | "packets" | "decoded" | null;
  /** Largest difference between two opinions, ms; null when there are fewer than two. */
  readonly spreadMs: number | null;
  /** Whether all agree within the tolerance. */
  readonly agree: boolean;
  /** Why that one is believed, in words. */
  readonly why: string;
}

/** Levels in dBFS over windows of 20 ms, their mean taken out; -127 stands for nothing at all. */
export interface AudioLevels {
  readonly p10: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Highest sample, dBFS. */
  readonly peak: number;
  /** Share of samples at full scale in the channel that has most of them, 0 to 1. */
  readonly clipped: number;
  /** Share of windows above -50 dBFS, 0 to 1. */
  readonly sounding: number;
  /** Mean of all samples of the channel that is off most, as a share of full scale, -1 to 1. */
  readonly dcOffset: number;
  /** The loudest window of each of at most 120 equal parts of the recording, dBFS: for drawing. */
  readonly strip: readonly number[];
  /** Parts of `strip`, counted from 0, in which samples are cut flat: for drawing. Absent where nobody looked. */
  readonly clippedParts?: readonly number[];
  /** Pauses of 300 ms and more, ms, at most 10,000 (the longest ones, in order of time): where it may be split. */
  readonly pauses: readonly { readonly fromMs: number; readonly toMs: number }[];
}

export interface AudioChannels {
  readonly relation: "mono" | "identical" | "near-identical" | "inverted" | "one-silent" | "distinct" | "many";
  /** Each channel's p99 level, dBFS. */
  readonly levels: readonly number[];
  /** Channels in which nothing is above -80 dBFS, or -60 and the level hardly moves, counted from 0. */
  readonly silent: readonly number[];
  /** The channel with most sound, counted from 0. */
  readonly loudest: number;
  /**
   * Of two channels; null with fewer or more. Share of samples that are equal but for rounding, of those where
   * not both are nothing, 0 to 1.
   */
  readonly equal: number | null;
  /** Best correlation, -1 to 1, and the shift of the second channel at which it is found, ms: -20 for one 20 ms late. */
  readonly correlation: number | null;
  readonly lagMs: number | null;
}

/** All that is known of a recording before anything is paid for. */
export interface AudioReport {
  /** The file's name, for people. */
  readonly file: string;
  readonly bytes: number;
  readonly verdict: AudioVerdict;
  /** In the order of {@link AUDIO_CODES}. */
  readonly findings: readonly AudioFinding[];
  /** Null when it is no recording. */
  readonly format: AudioFormat | null;
  readonly durations: AudioDurations;
  /** Null when nothing was decoded; `notChecked` says why. */
  readonly levels: AudioLevels | null;
  readonly channels: AudioChannels | null;
  /** What was left out and why, such as `levels not checked: ffmpeg not found`; null when all was looked at. */
  readonly notChecked: string | null;
}
