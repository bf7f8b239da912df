import type { Known } from "./runs.ts";
import type { Hearing } from "./speech.ts";
import type { Upload } from "./uploads.ts";

/** Where the length of a recording is unknown it is taken for 16-bit mono at 16 kHz. */
const ASSUMED_BYTES_PER_MS = 32;

/** What is known of an account's recordings, by the hash of their bytes, and which of them wait for a listener. */
export interface Recordings {
  /** Somebody must listen to it. */
  want(sha256: string): void;
  /** Those that somebody must listen to, each named once. */
  wants(): readonly string[];
  heard(sha256: string, hearing: Hearing, now: number): void;
  /** Undefined while nobody told. */
  known(sha256: string): Known | undefined;
  /** Milliseconds; judged by its size while nobody told. */
  lengthOf(recording: Upload): number;
}

export function recordingsOf(): Recordings {
  const known = new Map<string, Known>();
  const wanted = new Set<string>();
  let unasked: string[] = [];
  return {
    want(sha256) {
      if (wanted.has(sha256)) return;
      wanted.add(sha256);
      unasked.push(sha256);
    },
    wants() {
      const asked = unasked;
      unasked = [];
      return asked;
    },
    heard: (sha256, hearing, now) => void known.set(sha256, { hearing, at: now }),
    known: (sha256) => known.get(sha256),
    lengthOf({ sha256, bytes }) {
      const hearing = known.get(sha256)?.hearing;
      return (hearing?.ok === true ? hearing.durationMs : null) ?? bytes / ASSUMED_BYTES_PER_MS;
    },
  };
}
