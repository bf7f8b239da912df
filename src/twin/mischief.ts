import type { WireReply } from "../domain/provider-server.ts";

/** What no status code says, as data: a mount carries it out on its own kind of wire. */
export type Mischief =
  /** The socket is destroyed: the caller sees a reset. */
  | { readonly kind: "reset" }
  /** The request was taken in and nothing ever comes back. */
  | { readonly kind: "silence" }
  /** The head and the first half of the body arrive, then the socket closes. */
  | { readonly kind: "cut"; readonly reply: WireReply }
  /** The body trickles: `bytes` at a time with `everyMs` between them. */
  | { readonly kind: "slow"; readonly reply: WireReply; readonly bytes: number; readonly everyMs: number };

/** That a request is worked on while its caller waits: its answer is an errand's. */
export interface Held {
  readonly kind: "held";
  readonly call: string;
}

/** What a caller gets: a message, bytes, or mischief. */
export type Answer =
  | { readonly kind: "reply"; readonly reply: WireReply }
  | { readonly kind: "file"; readonly contentType: string; readonly bytes: Uint8Array }
  | Mischief;

/** Where the body of a cut reply ends, in bytes. */
export function cutAt(bytes: number): number {
  return Math.floor(bytes / 2);
}
