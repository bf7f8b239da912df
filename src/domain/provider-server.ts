import type { Transcript } from "./transcript.ts";
import type { WireForm } from "./wire-form.ts";

/** A request as its head tells it, before any body is read. */
export interface WireHead {
  readonly method: string;
  /** Path without query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The body once it is in: audio only as its hash and size, so that memory stays constant. */
export type WireBody =
  | { readonly kind: "none" }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "audio"; readonly sha256: string; readonly bytes: number }
  | WireForm;

export interface WireReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Who is told of a run's end: one POST to `url`, with one header that proves where it comes from. */
export interface Webhook {
  readonly url: string;
  readonly header: { readonly name: string; readonly value: string } | null;
}

/** A finished transcript seen in another form. */
export type View =
  | { readonly kind: "sentences" }
  | { readonly kind: "paragraphs" }
  | { readonly kind: "captions"; readonly format: "srt" | "vtt"; readonly charsPerCaption: number | null }
  | { readonly kind: "word-search"; readonly words: readonly string[] };

/** What a caller wants, in words that all providers share. */
export type Ask =
  | { readonly kind: "upload"; readonly key: string }
  | {
      readonly kind: "submit";
      readonly key: string;
      readonly audioUrl: string;
      readonly fields: Readonly<Record<string, unknown>>;
      /** Where its caller wants to be told that the run is over; null when nowhere. */
      readonly webhook: Webhook | null;
      /** Whether the recording is asked for with private words silenced. */
      readonly redactsAudio: boolean;
    }
  | { readonly kind: "get"; readonly key: string; readonly id: string }
  | { readonly kind: "delete"; readonly key: string; readonly id: string }
  | { readonly kind: "view"; readonly key: string; readonly id: string; readonly view: View }
  | { readonly kind: "redacted-audio"; readonly key: string; readonly id: string }
  | {
      readonly kind: "list";
      readonly key: string;
      readonly limit: number;
      readonly status: string | null;
      readonly createdOn: string | null;
      readonly beforeId: string | null;
      readonly afterId: string | null;
      readonly throttledOnly: boolean;
    }
  /** Refused from its form alone, in the provider's own words. */
  | { readonly kind: "refused"; readonly reply: WireReply };

/** A run as a server shows it. */
export interface ServedRun {
  readonly id: string;
  readonly audioUrl: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly status: "queued" | "processing" | "completed" | "error";
  /** True while the account's limit of parallel jobs holds it back, false once it was let go, null when it never was. */
  readonly throttled: boolean | null;
  readonly error: string | null;
  readonly transcript: Transcript | null;
  /** Wall time, ms. */
  readonly createdAt: number;
  readonly completedAt: number | null;
  /** True once its caller had it deleted: nothing that was said is shown any more. */
  readonly deleted: boolean;
  /** How the newest try at its webhook was answered; null while there was no answer. */
  readonly webhookStatus: number | null;
}

/** A run as a list shows it: nothing of what was said. */
export type ListedRun = Omit<ServedRun, "transcript">;

/** A recording with private words silenced. It has an address for as long as it is `ready`. */
export type RedactedAudio =
  | { readonly state: "not-asked-for" | "not-ready" | "expired" }
  | { readonly state: "ready"; readonly url: string };

/** What a webhook tells. */
export type Notice =
  | { readonly kind: "over"; readonly run: ServedRun }
  | { readonly kind: "redacted-audio"; readonly url: string };

export type Say =
  | { readonly kind: "uploaded"; readonly url: string }
  | { readonly kind: "run"; readonly run: ServedRun }
  | {
      readonly kind: "runs";
      readonly runs: readonly ListedRun[];
      readonly limit: number;
      /** The server's own address, for the page links. */
      readonly baseUrl: string;
      readonly query: Readonly<Record<string, string>>;
      readonly hasOlder: boolean;
      readonly hasNewer: boolean;
    }
  /** Refused in the provider's own words while the run has no transcript. */
  | { readonly kind: "view"; readonly run: ServedRun; readonly view: View }
  | { readonly kind: "redacted-audio"; readonly run: ServedRun; readonly audio: RedactedAudio }
  /** No, for a reason that the request's form alone does not show. */
  | { readonly kind: "refusal"; readonly why: Refusal };

/** `key`: not a key of this account. `unknown-run`: no run has that id. `page-order`: the two ids of a page cross. */
export type Refusal = "key" | "unknown-run" | "page-order";

/** Why a run failed, where that follows from the recording and not from a script. */
export type RunTrouble =
  /** Nobody answered at the address, or not in time, or with more than is taken. */
  | { readonly kind: "unreachable"; readonly url: string }
  /** The host of the recording answered with a status that is no success; `reason` is that status in words. */
  | { readonly kind: "refused"; readonly url: string; readonly status: number; readonly reason: string }
  | { readonly kind: "web-page" }
  | { readonly kind: "no-audio" };

/** How a server carries a catalogue fault: as a reply, or as the error text that its run ends with. */
export type FaultCarrier = WireReply | { readonly jobError: string };

/** How a twin's scenario counts a request; `result` is all that is asked about a run beside how it stands. */
export type ServerStage = "upload" | "submit" | "poll" | "list" | "result" | "delete";

/** What the server of any provider can do: tell its requests apart, and fail in its words. */
export interface ServerVoice {
  readonly name: string;
  /** Which stage the twin's scenario counts this request under; null for a path that the provider does not have. */
  stage(head: WireHead): ServerStage | null;
  /** Codes that `fault` can say. */
  readonly faults: readonly string[];
  /** Null for a code that is not among `faults`. `params` fill the places in the message where a sample has its own. */
  fault(code: string, params?: Readonly<Record<string, string>>): FaultCarrier | null;
}

/**
 * How to sound like a provider, free of any framework: the twin mounts it over a scenario, the gateway over the engine.
 */
export interface ProviderServer extends ServerVoice {
  hear(head: WireHead, body: WireBody): Ask;
  say(answer: Say): WireReply;
  /** The provider's error text of a run that fails for this reason. */
  trouble(why: RunTrouble): string;
  /** The body of the webhook, JSON. */
  notice(notice: Notice): string;
}
