import type { Exchange } from "./exchange.ts";

export type RequestBody =
  | { readonly kind: "text"; readonly text: string; readonly contentType: string }
  | {
      readonly kind: "stream";
      /** Opens the bytes anew: a body is re-read from its source and never replayed from a spent stream. */
      open(): AsyncIterable<Uint8Array>;
      /** Bytes; null sends the body chunked. */
      readonly length: number | null;
      readonly contentType: string;
    };

export interface HttpCall {
  readonly method: "GET" | "POST" | "DELETE";
  readonly url: string;
  /** The path as documented, without ids or query: what records and counts may show. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: RequestBody;
}

export interface CallLimits {
  /** From start to the end of the reply, ms. */
  readonly timeoutMs: number;
  /** Longest pause between two pieces of the body or of the reply, ms. */
  readonly idleMs: number;
  /** Bytes of reply that are read before the rest is cut off. */
  readonly replyBytes: number;
  readonly signal: AbortSignal;
  /** Told of each piece of the body that was handed to the socket. */
  readonly onSent?: (bytes: number) => void;
}

/** One HTTP exchange under limits. Never throws, never repeats, never follows a redirect. */
export interface Transport {
  send(call: HttpCall, limits: CallLimits): Promise<Exchange>;
}
