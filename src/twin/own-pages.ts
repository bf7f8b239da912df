import type { WireHead } from "../domain/provider-server.ts";
import type { Ledger } from "./ledger.ts";
import type { Answer } from "./mischief.ts";
import { silence } from "./redacted-audio.ts";
import { jsonReply } from "./replies.ts";

export interface OwnPages {
  readonly ledger: () => Ledger;
  /** Length of the redacted recording at a path, ms; null when there is none. */
  readonly redactedAt: (path: string) => number | null;
}

/** The twin's own pages, which belong to no part of the API: nobody needs a key for them. Null for any other. */
export function ownPage({ method, path }: WireHead, { ledger, redactedAt }: OwnPages): Answer | null {
  if (method !== "GET") return null;
  if (path === "/twin/health") return { kind: "reply", reply: jsonReply({ status: "ok" }) };
  if (path === "/twin/ledger") return { kind: "reply", reply: jsonReply(ledger()) };
  const durationMs = redactedAt(path);
  return durationMs === null ? null : { kind: "file", contentType: "audio/wav", bytes: silence(durationMs) };
}
