import type { Assessment } from "./assessment.ts";
import type { ServerVoice, WireBody, WireHead, WireReply } from "./provider-server.ts";
import type { TakenRecording } from "./wire-form.ts";

/** What is asked of a service that scores speech: free speech, a given script, or only what was said. */
export type ScoreTask = "unscripted" | "scripted" | "transcription";

/** One request for a score. */
export interface ScoreAsk {
  readonly kind: "score";
  readonly key: string;
  readonly task: ScoreTask;
  /** The recording itself, or the address that it is to be fetched from. */
  readonly audio: TakenRecording | { readonly url: string };
  /** The sentences of which one was to be said; empty for free speech. */
  readonly sentences: readonly string[];
  /** Whether its caller does not wait for the result, but fetches it. */
  readonly later: boolean;
  /** The server's own word for the form of the result: handed back to it as it is. */
  readonly form: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** A result is fetched that was asked for `later`. */
export interface ScoreResultAsk {
  readonly kind: "score-result";
  readonly key: string;
  readonly task: ScoreTask;
  readonly id: string;
}

/** What was found in a recording. */
export interface ScoredSpeech {
  /** Unique to the request. */
  readonly id: string;
  readonly text: string;
  readonly durationMs: number;
  /** Of the sentences that were given, counted from 0. */
  readonly sentence: number;
  /** Whether the result is of use: nobody speaks, somebody says something else, or it is too noisy to tell. */
  readonly use: "usable" | "unspoken" | "irrelevant" | "noisy";
  readonly assessment: Assessment;
}

/** Why a request for a score fails, for a reason that its form alone does not show. */
export type ScoreTrouble =
  | { readonly kind: "unknown-token"; readonly token: string }
  | { readonly kind: "unknown-user"; readonly userType: string }
  | { readonly kind: "inactive" | "no-access"; readonly userId: string }
  | { readonly kind: "no-minutes" }
  /** The address of the recording leads nowhere, or to none. */
  | { readonly kind: "unreadable-url" }
  /** The recording's beginning, which tells what it is, cannot be read. */
  | { readonly kind: "header"; readonly format: string }
  /** Not of the one rate, number of channels and containers that a strict request takes. */
  | { readonly kind: "format" }
  | { readonly kind: "undecodable"; readonly format: string; readonly needsConversion: boolean }
  | { readonly kind: "no-sound" }
  | { readonly kind: "too-big" }
  /** What stands behind the service and does the work: it failed, was too slow, or was not there. */
  | { readonly kind: "engine-crashed"; readonly error: string }
  | { readonly kind: "engine-timeout" | "engine-unreachable" }
  /** No result of that id, or no more. */
  | { readonly kind: "unknown-result" };

export type ScoreSay =
  | { readonly kind: "scored"; readonly ask: ScoreAsk; readonly speech: ScoredSpeech }
  /** Taken in, or still worked on: to be fetched with this id. */
  | { readonly kind: "score-later"; readonly task: ScoreTask; readonly id: string; readonly taken: boolean }
  /** `run`: the id that the failure is fetched with; null for a caller who waits. */
  | {
      readonly kind: "score-trouble";
      readonly task: ScoreTask;
      readonly run: string | null;
      readonly why: ScoreTrouble;
    };

/** How to sound like a service that scores speech and answers with the result itself. Free of any framework too. */
export interface ScoringServer extends ServerVoice {
  /** The fields of its forms that hold a recording, and how it is written there. */
  readonly recordings: Readonly<Record<string, "bytes" | "base64">>;
  /** `refused`: from its form alone, in the provider's own words. */
  hear(
    head: WireHead,
    body: WireBody,
  ): ScoreAsk | ScoreResultAsk | { readonly kind: "refused"; readonly reply: WireReply };
  say(answer: ScoreSay): WireReply;
}
