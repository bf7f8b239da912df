import type { AudioRef } from "./audio-source.ts";
import type { Fault } from "./fault.ts";
import type { LeftLink, Link } from "./link.ts";
import type { Policy } from "./policy.ts";
import type { Stage } from "./stage.ts";
import type { FileFormat } from "./transcript.ts";

/** Options that every provider's client translates. */
export interface TranscriptionOptions {
  /** BCP 47 tag such as `en` or `de-AT`. */
  readonly language?: string;
  /** Number of speakers to tell apart. */
  readonly speakers?: number;
  /** Channels to transcribe apart. */
  readonly channels?: number;
  /** Of an assessment: the sentence that was to be said, or several of which one was; absent for free speech. */
  readonly script?: readonly string[];
}

/** An output file: written beside its place and renamed, so it is whole or not there. */
export interface Delivery {
  readonly path: string;
  readonly format: FileFormat;
  /** Where the recording itself lies, for a page that it is too big for. */
  readonly recording?: string;
}

/** What somebody asked for. Never changes after acceptance. */
export interface JobRequest {
  readonly kind: "transcription" | "assessment";
  readonly audio: AudioRef;
  /** Order of providers; all but the first are asked only where those before cannot. */
  readonly providers: readonly string[];
  /** The account at the first of them. */
  readonly account: string;
  /** The same with the account at each; absent where there is only one. */
  readonly chain?: readonly [Link, ...Link[]];
  /** What each link gets untouched, in the order of `chain`; stored apart, shown nowhere. The first has `providerOptions`. */
  readonly linkOptions?: readonly Readonly<Record<string, unknown>>[];
  readonly options: TranscriptionOptions;
  /** Passed on untouched. They may be credentials (a webhook's header): stored apart, shown nowhere. */
  readonly providerOptions: Readonly<Record<string, unknown>>;
  /**
   * The provider is to fetch the recording itself, from here; nothing is in the spool then. A signed address is a
   * credential: stored apart, shown nowhere. Absent where we bring the recording.
   */
  readonly audioUrl?: string;
  readonly policy: Policy;
  readonly deliveries: readonly Delivery[];
  readonly tags: Readonly<Record<string, string>>;
  /** Whose it is: the shares of an account get its slots in turns. Empty where nobody tells them apart. */
  readonly share: string;
  /** The same key asked for again while unfinished attaches to the job instead of paying again. */
  readonly key: string;
  /** The trace of whoever asked, as W3C `traceparent`; absent where nobody traces. */
  readonly trace?: string;
  /** The run of the command that made it; what `tenuto resume` names. */
  readonly run: string;
}

/** Where a job stands. A finished job cannot be due, a failed one cannot be without its fault. */
export type JobState =
  | {
      readonly status: "open";
      /** Wall time from which anyone may claim it; while it is held, the lease's end. */
      readonly due: number;
    }
  | { readonly status: "parked"; readonly due: number | null; readonly fault: Fault; readonly reason: string }
  | { readonly status: "completed"; readonly endedAt: number }
  | { readonly status: "failed"; readonly endedAt: number; readonly fault: Fault }
  | { readonly status: "canceled"; readonly endedAt: number; readonly reason: string };

/** A part of a recording, or all of it, as it is sent. */
export interface Piece {
  readonly audio: AudioRef;
  /** Where it begins in the recording, ms. */
  readonly fromMs: number;
  /** And where it ends; null for the recording's end. */
  readonly toMs: number | null;
}

/** What the stage `prepare` made of a recording. */
export interface Prepared {
  /** What is sent, a submission for each, one after the other; the recording itself where nothing was mended. */
  readonly pieces: readonly [Piece, ...Piece[]];
  /** Channels of what is sent; null where nobody counted them. */
  readonly channels: number | null;
  /** Channels of the recording itself. */
  readonly recordedChannels: number | null;
  /** Where there is sound in the recording: from the first to the last, and how much of it, ms. Absent where nobody measured. */
  readonly sound?: { readonly fromMs: number; readonly toMs: number; readonly ms: number };
}

export interface Job {
  readonly id: string;
  readonly request: JobRequest;
  readonly createdAt: number;
  /** Absolute, wall time ms. */
  readonly deadline: number;
  readonly stage: Stage;
  /** Tries made at this stage so far. */
  readonly attempt: number;
  /** Those of them that the policy's limit counts: tries that never left this machine do not. */
  readonly spent: number;
  /** Tries since the last hint or success, for the backoff. */
  readonly streak: number;
  /** The newest fault, kept to explain a failure that comes later; null after a success. */
  readonly lastFault: Fault | null;
  /** How many times in a row `lastFault` came, with the same code. */
  readonly repeats: number;
  /** Submissions from before somebody asked for another try: the policy's limit counts them no more. Absent for none. */
  readonly earlierSubmissions?: number;
  /** Absent before it was prepared, and where it needs no preparing. */
  readonly prepared?: Prepared;
  /** The piece in hand, counted from 0; those before it are transcribed. Absent for the first. */
  readonly piece?: number;
  /** True once the provider could not use the recording as it was: it is converted, whatever an inspection says. */
  readonly convert?: boolean;
  /** Pieces may be no longer, ms, once the provider said that it is too big; absent where it said nothing of it. */
  readonly longestPieceMs?: number;
  /** True once the provider said that it is too big to be answered at once: it is asked for it in its other way. */
  readonly later?: boolean;
  /** Links of its chain that it has left, in order; it is at the one after them. Absent for none. */
  readonly left?: readonly LeftLink[];
  /** True once a transcript that holds too little was asked for once more. */
  readonly askedOnceMore?: boolean;
  /** The recording of `audioUrl`, once the provider could not fetch it and we brought it ourselves. */
  readonly fetched?: AudioRef;
  readonly state: JobState;
}

/** The job without what was learned of it where it was: another provider may take it as it is. */
export function linkFree(job: Job): Job {
  const { convert: _convert, longestPieceMs: _longest, later: _later, ...rest } = job;
  return rest;
}

export type JobStatus = JobState["status"];

export function isOver(state: JobState): boolean {
  return state.status === "completed" || state.status === "failed" || state.status === "canceled";
}
