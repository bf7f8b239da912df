import type { AudioContainer } from "./audio-report.ts";

/** What the bytes of a recording tell before anything is decoded. */
export interface RecordingLook {
  /** Null where the beginning fits no kind of recording. */
  readonly container: AudioContainer | null;
  /** By ffmpeg's names; null when nobody could tell. */
  readonly codec: string | null;
  /** Samples a second, Hz. */
  readonly sampleRate: number | null;
  readonly channels: number | null;
  readonly durationMs: number | null;
  /**
   * `header`: the beginning cannot be read. `no-sound`: a whole file without any. `undecodable`: it reads, and nothing
   * decodes what is in it. Null where it is worth trying.
   */
  readonly trouble: "header" | "no-sound" | "undecodable" | null;
}

/** A recording that came with a request. */
export interface TakenRecording {
  /** Hex. */
  readonly sha256: string;
  readonly bytes: number;
  /** Absent where nobody looked. */
  readonly look?: RecordingLook;
}

/** A form once it is in: its recordings as hash, size and look, everything else as text. */
export interface WireForm {
  readonly kind: "form";
  /** Of fields of one name the last; of a list, whose name ends in `[]`, all of them with commas. */
  readonly fields: Readonly<Record<string, string>>;
  /** By the names of their fields. */
  readonly recordings: Readonly<Record<string, TakenRecording>>;
}
