import type { AudioFinding, AudioFormat } from "../domain/audio-report.ts";

/** A jump in the times of a recording: nothing is there between two packets. */
export interface TimestampGap {
  /** Where it begins, ms of the recording. */
  readonly atMs: number;
  readonly lengthMs: number;
}

/**
 * Who says how long the recording is: a field of its header, its first frame's bit rate with the file's size (what tools
 * guess from where no header speaks), or the time on its last page.
 */
export type DeclaredBy = "header" | "bit-rate" | "timestamps";

/** What one container tells by its bytes. */
export interface Walked {
  /** Null when it cannot be read at all; a finding says why. */
  readonly format: AudioFormat | null;
  /** Length by the container's own word, ms; null when it says nothing. */
  readonly declaredMs: number | null;
  readonly declaredBy: DeclaredBy | null;
  /** Length by the packets (for PCM: the bytes) that are there, ms; null when they were not counted. */
  readonly packetsMs: number | null;
  /** At most 100. */
  readonly gaps: readonly TimestampGap[];
  readonly findings: readonly AudioFinding[];
}

/** What the bytes of a file tell without decoding anything. */
export interface Structure extends Walked {
  readonly bytes: number;
  /** In the order of `AUDIO_CODES`, each code once. */
  readonly findings: readonly AudioFinding[];
  /** Whether it is worth decoding: a recording with sound in it, and nothing found for which it is rejected. */
  readonly decodable: boolean;
  /** Whether somebody wrote to the file while it was read: what is told here holds for neither state of it. */
  readonly changed: boolean;
  /** Why packets were not counted, for people; null when they were, or nobody asked for it. */
  readonly notCounted: string | null;
}

export interface StructureOptions {
  /** What the recording is called, for the check of its ending. Default: the path's last part. */
  readonly name?: string;
  /** Whether packets are counted, which reads the whole sound. Default false. */
  readonly countPackets?: boolean;
  /** Most bytes that counting reads; over it there is no count. Default 4 GiB. */
  readonly countingBytes?: number;
}
