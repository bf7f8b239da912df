import type { WireBody, WireHead, WireReply } from "../domain/provider-server.ts";
import type { Fetched } from "./account.ts";
import type { Ledger } from "./ledger.ts";
import type { Answer, Held } from "./mischief.ts";
import type { Finding, ScoreErrand } from "./scoring/finding.ts";
import type { Hearing } from "./speech.ts";
import type { Post } from "./webhooks.ts";

/** A request that makes sense, or is refused in the provider's words: nothing has happened yet. */
export interface Heard {
  /** Whom a `Retry-After` in its reply is for; null for nobody. */
  readonly subject: string | null;
  carryOut(now: number): WireReply | Held;
}

/** What somebody must do outside for a service: its addresses lead to this machine. */
export type ServiceErrand =
  /** A recording is fetched for a run or a call. */
  | { readonly kind: "fetch"; readonly run: string; readonly url: string }
  /** A webhook is sent. */
  | { readonly kind: "post"; readonly post: Post }
  | ScoreErrand
  /** A held request gets its reply. */
  | { readonly kind: "reply"; readonly call: string; readonly reply: WireReply };

/** The provider on a good day, behind its API. No clock, no socket: times are wall time in ms and must not go back. */
export interface Service {
  hear(head: WireHead, body: WireBody): Heard;
  /** A page that is no part of the provider's API; null for any other. */
  page(head: WireHead, now: number): Answer | null;
  /** Does what was due by then. */
  advance(now: number): void;
  /** Recordings that somebody must listen to, each named once. */
  wants(): readonly string[];
  heard(sha256: string, hearing: Hearing, now: number): void;
  /** Each named once. */
  errands(now: number): readonly ServiceErrand[];
  fetched(run: string, fetched: Fetched, now: number): void;
  posted(id: number, status: number | null, now: number): void;
  scored(call: string, finding: Finding, now: number): void;
  /** When there may be another errand although nobody asks anything; null for never. */
  nextErrandAt(): number | null;
  ledger(): Ledger;
}
