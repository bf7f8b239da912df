import type { AudioRules } from "./audio-rules.ts";
import type { AudioSource } from "./audio-source.ts";
import type { CatalogueEntry } from "./catalogue-entry.ts";
import type { Exchange } from "./exchange.ts";
import type { JobRequest, TranscriptionOptions } from "./job.ts";
import type { Webhook } from "./provider-server.ts";
import type { Stage } from "./stage.ts";
import type { Transcript } from "./transcript.ts";
import type { Transport } from "./transport.ts";

/** Who asks, and where: resolved from the account at the moment of the call. */
export interface Access {
  /** Without a closing slash. */
  readonly baseUrl: string;
  /** The credential; empty for a provider that needs none. */
  readonly key: string;
}

/** That there is no credential for an account at this moment, and why, for people. */
export interface NoAccess {
  readonly why: string;
}

/** One attempt's means. */
export interface ProviderCall {
  readonly transport: Transport;
  readonly access: Access;
  readonly timeoutMs: number;
  readonly idleMs: number;
  readonly signal: AbortSignal;
  readonly onSent?: (bytes: number) => void;
}

/** What a client understood of an exchange. `said` is null when there was no reply, a refusal, or one that made no sense. */
export interface Heard<T> {
  readonly exchange: Exchange;
  readonly said: T | null;
  /** The provider's own words about what went wrong, taken from where it puts them. */
  readonly complaint: string | null;
  /** True where these are the last words of a run that failed, and not of a request. Default false. */
  readonly runFailed?: boolean;
}

export interface SubmitAsk {
  readonly kind: JobRequest["kind"];
  readonly audio: AudioSource;
  /** The provider's private address of the upload; null for a provider without that stage. */
  readonly uploadUrl: string | null;
  /** True once the provider said that this recording is too big to be answered at once. */
  readonly later: boolean;
  readonly options: TranscriptionOptions;
  readonly providerOptions: Readonly<Record<string, unknown>>;
  /** Where the provider may tell that the run is over; absent when nobody listens. */
  readonly webhook?: Webhook;
}

export type Submitted =
  | {
      readonly state: "accepted";
      readonly remoteId: string;
      /** True where others must be done before it is worked on. Default false. */
      readonly queued?: boolean;
      /** True where it will tell the webhook that it was given with the submit. Default false. */
      readonly tells?: boolean;
    }
  /** A synchronous API answers with the transcript itself. */
  | { readonly state: "done"; readonly transcript: Transcript };

export type Progress =
  | { readonly state: "queued" | "processing"; readonly throttled: boolean }
  | { readonly state: "done"; readonly transcript: Transcript }
  /** The job failed at the provider; the words are in `complaint`. */
  | { readonly state: "failed" };

/** What came to a webhook that a provider sends its results to. */
export type Arrived =
  | { readonly state: "done"; readonly remoteId: string | null; readonly transcript: Transcript }
  /** The run failed. */
  | { readonly state: "failed"; readonly remoteId: string; readonly complaint: string };

export interface RemoteRun {
  readonly remoteId: string;
  readonly audioUrl: string;
  /** Wall time at the provider, ms; null when it did not say. */
  readonly createdAt: number | null;
}

export interface LookupPage {
  /** Newest first. */
  readonly runs: readonly RemoteRun[];
  /** Where older ones go on; null at the end. */
  readonly next: string | null;
}

export interface RunningPage {
  /** Runs that are being worked on at this moment. */
  readonly remoteIds: readonly string[];
  /** Where more of them are; null at the end. */
  readonly next: string | null;
}

/** Speaks a provider's API: one attempt of one stage. Never retries, sleeps or logs; never throws for what the wire did. */
export interface ProviderClient {
  upload?(call: ProviderCall, audio: AudioSource): Promise<Heard<{ readonly uploadUrl: string }>>;
  submit(call: ProviderCall, ask: SubmitAsk): Promise<Heard<Submitted>>;
  poll?(call: ProviderCall, remoteId: string): Promise<Heard<Progress>>;
  /**
   * Reads what came to the webhook of a submit that was asked like that: where a result is sent there and nowhere else, a
   * run is not asked after but waited for. Null for what makes no sense.
   */
  arrived?(body: string, asked: Pick<SubmitAsk, "options" | "providerOptions">): Arrived | null;
  /** One page of the account's runs, newest first. */
  lookup?(call: ProviderCall, page: string | null): Promise<Heard<LookupPage>>;
  /** One page of the account's runs that are being worked on, newest first. One that was on it and is no more is over. */
  running?(call: ProviderCall, page: string | null): Promise<Heard<RunningPage>>;
  /** Deletes a run at the provider: what was said and what was sent. Deleting it again does no harm. */
  remove?(call: ProviderCall, remoteId: string): Promise<Heard<{ readonly removed: true }>>;
}

export interface ProviderFacts {
  /** Those it has, in order; `deliver` belongs to every job and is not listed. */
  readonly stages: readonly Stage[];
  /** True when a submit costs money or does something twice: its intent is committed before it is sent. */
  readonly submitCharges: boolean;
  /** An upload older than this must not be used again, ms; null when there are no uploads. */
  readonly uploadLifetimeMs: number | null;
  /** True when it fetches a recording by its address: a submit then needs no upload. Default false. */
  readonly takesUrls?: boolean;
  /** Whom to turn to when the provider keeps failing, and what to send; null when nobody. */
  readonly support: string | null;
  /** What it can be asked for. */
  readonly kinds: readonly JobRequest["kind"][];
  /** True when it cannot assess free speech. Default false. */
  readonly needsScript?: boolean;
  /** Most words in a sentence of a script; absent where nobody says. */
  readonly longestScript?: number;
  /** True when a submit is answered with the result itself although there is a stage `wait`, for what takes longer. */
  readonly answersAtOnce?: boolean;
  /** How long it goes on sending a result to a webhook that does not take it, ms; only with `arrived`. Default 0. */
  readonly redeliversForMs?: number;
  /** True when the result is a rough idea only. */
  readonly rough: boolean;
  /** Languages that it knows, as BCP 47 primary tags; absent where it knows many, or nobody says. */
  readonly languages?: readonly string[];
  /** Regions in which it promises to keep what it is sent; absent where it promises none. */
  readonly regions?: readonly string[];
  /** False where it cannot tell speakers apart. Default true. */
  readonly tellsSpeakers?: boolean;
  /** Provider options that choose the model, in the order in which they count. Default none. */
  readonly modelOptions?: readonly string[];
  /**
   * The provider by whose entries its faults are named, where it is another one behind a library of somebody else's: one
   * call of it does the work of several stages, so entries of all stages count. Default: its own name and stages.
   */
  readonly failsLike?: string;
  /** What recordings it takes; absent when nothing is known, and then they are sent as they are. */
  readonly audio?: AudioRules;
}

/** One speech service. */
export interface Provider {
  readonly name: string;
  readonly facts: ProviderFacts;
  readonly client: ProviderClient;
  readonly errors: readonly CatalogueEntry[];
}
