import type { RedactedAudio } from "../domain/provider-server.ts";
import type { Chance } from "./chance.ts";
import type { Run } from "./runs.ts";

/** The address of a redacted recording lives this long, ms, as the vendor documents. */
export const REDACTED_LIFETIME_MS = 24 * 3_600_000;

const PATH = "/redacted/";
const SAMPLE_RATE = 8_000;
const BYTES_PER_SAMPLE = 2;
const HEADER_BYTES = 44;

/** A twin makes no longer silence than this, ms: it would have to be held in memory. */
const LONGEST_MS = 10 * 60_000;

export interface RedactionOptions {
  readonly chance: Chance;
  readonly baseUrl: string;
  /** From the end of a run until its recording is ready, ms. */
  readonly redactionMs: number;
}

/** Recordings with private words silenced. The twin cannot tell which words those are, and silences all of them. */
export interface Redactions {
  of(run: Run, now: number): RedactedAudio;
  /** When the recording of a run that is over is ready, and where; null for one that was not asked for. */
  readyAt(run: Run): { readonly at: number; readonly url: string } | null;
  /** Whose recording a path names. */
  runAt(path: string, runs: readonly Run[]): Run | undefined;
}

export function redactionsOf({ chance, baseUrl, redactionMs }: RedactionOptions): Redactions {
  const pathOf = (run: Run): string => `${PATH}${chance.token("redacted", run.number)}.wav`;
  function readyAt(run: Run): { at: number; url: string } | null {
    if (!run.redactsAudio || run.endedAt === null || run.status !== "completed") return null;
    return { at: run.endedAt + redactionMs, url: `${baseUrl}${pathOf(run)}` };
  }
  return {
    readyAt,
    of(run, now) {
      if (!run.redactsAudio || run.status === "error") return { state: "not-asked-for" };
      const ready = readyAt(run);
      if (ready === null || now < ready.at) return { state: "not-ready" };
      if (run.deleted || now >= ready.at + REDACTED_LIFETIME_MS) return { state: "expired" };
      return { state: "ready", url: ready.url };
    },
    runAt: (path, runs) => (path.startsWith(PATH) ? runs.find((run) => pathOf(run) === path) : undefined),
  };
}

/** Silence as a WAV of 16-bit mono at 8 kHz. */
export function silence(durationMs: number): Uint8Array {
  const samples = Math.round((Math.min(durationMs, LONGEST_MS) * SAMPLE_RATE) / 1000);
  const data = samples * BYTES_PER_SAMPLE;
  const wav = Buffer.alloc(HEADER_BYTES + data);
  wav.write("RIFF", 0);
  wav.writeUInt32LE(HEADER_BYTES - 8 + data, 4);
  wav.write("WAVEfmt ", 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(SAMPLE_RATE, 24);
  wav.writeUInt32LE(SAMPLE_RATE * BYTES_PER_SAMPLE, 28);
  wav.writeUInt16LE(BYTES_PER_SAMPLE, 32);
  wav.writeUInt16LE(8 * BYTES_PER_SAMPLE, 34);
  wav.write("data", 36);
  wav.writeUInt32LE(data, 40);
  return wav;
}
