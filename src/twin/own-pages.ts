import type { WireHead } from "../domain/provider-server.ts";
import type { Ledger } from "./ledger.ts";
import type { Answer } from "./mischief.ts";
import { silence } from "./redacted-audio.ts";
import { jsonReply } from "./replies.ts";

/** The twin's own pages, which belong to no part of the API: nobody needs a key for them. Null for any other. */
export function ownPage({ method, path }: WireHead, ledger: () => Ledger): Answer | null {
  if (method !== "GET") return null;
  if (path === "/twin/health") return { kind: "reply", reply: jsonReply({ status: "ok" }) };
  return path === "/twin/ledger" ? { kind: "reply", reply: jsonReply(ledger()) } : null;
}

/** The redacted recording at a path. `lengthAt` tells its length, ms; null when there is none. */
export function redactedPage({ method, path }: WireHead, lengthAt: (path: string) => number | null): Answer | null {
  const durationMs = method === "GET" ? lengthAt(path) : null;
  return durationMs === null ? null : { kind: "file", contentType: "audio/wav", bytes: silence(durationMs) };
}
