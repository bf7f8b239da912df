import type { ServerVoice, Webhook, WireBody, WireHead, WireReply } from "./provider-server.ts";
import type { Transcript } from "./transcript.ts";
import type { TakenRecording } from "./wire-form.ts";

/** One request for a transcript, answered with the transcript itself or, with a callback, later. */
export interface TranscribeAsk {
  readonly kind: "transcribe";
  /** Empty where none was given. */
  readonly key: string;
  /** The recording itself, or the address that it is to be fetched from. */
  readonly audio: TakenRecording | { readonly url: string };
  /** Options by their names at the provider, from form and query alike. */
  readonly fields: Readonly<Record<string, string>>;
  /** The server's own word for the form of the reply: handed back to it as it is. */
  readonly form: string;
  /** Where the transcript is to be sent; null for a caller who waits. */
  readonly callback: Webhook | null;
}

/** Why a request is refused or fails, for a reason that its form alone does not show. */
export type TranscribeTrouble =
  | { readonly kind: "key" }
  /** The address of the recording leads nowhere, or to none. */
  | { readonly kind: "unreadable-url"; readonly url: string }
  | { readonly kind: "not-audio" }
  | { readonly kind: "too-big"; readonly bytes: number };

export type TranscribeSay =
  | {
      readonly kind: "transcribed";
      readonly ask: TranscribeAsk;
      /** Unique to the request. */
      readonly id: string;
      /** Of the recording, hex. */
      readonly sha256: string;
      readonly transcript: Transcript;
    }
  /** Taken in: the transcript goes to the callback. */
  | { readonly kind: "taken"; readonly ask: TranscribeAsk; readonly id: string }
  | {
      readonly kind: "transcribe-trouble";
      readonly form: string;
      readonly id: string;
      readonly why: TranscribeTrouble;
    };

/** How to sound like a service that transcribes in one call. Free of any framework too. */
export interface TranscribingServer extends ServerVoice {
  readonly does: "transcripts";
  /** The fields of its forms that hold a recording; none where a request's body is the recording. */
  readonly recordings: Readonly<Record<string, "bytes" | "base64">>;
  /** Largest recording that it takes, bytes; null for any. */
  readonly maxBytes: number | null;
  /** How often a callback is tried in all, and how far apart, until it is answered with a 2xx; absent where it has none. */
  readonly callbacks?: { readonly attempts: number; readonly everyMs: number; readonly refusalsToo: boolean };
  /** `refused`: from its form alone, in the provider's own words. */
  hear(head: WireHead, body: WireBody): TranscribeAsk | { readonly kind: "refused"; readonly reply: WireReply };
  say(answer: TranscribeSay): WireReply;
}
