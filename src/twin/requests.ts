import type { WireBody, WireHead } from "../domain/provider-server.ts";
import type { Ear } from "./ear.ts";
import type { Ticket } from "./twin.ts";

/** Longest body that is no recording, bytes. Far above any real request. */
const TEXT_LIMIT = 4 * 1024 * 1024;

/** A recording goes through the ear, any other body is text; null when that text is too long. */
export async function readBody(ticket: Ticket, bytes: AsyncIterable<Uint8Array>, ear: Ear): Promise<WireBody | null> {
  if (ticket.stage === "upload") return { kind: "audio", ...(await ear.take(bytes)) };
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of bytes) {
    size += piece.byteLength;
    if (size > TEXT_LIMIT) return null;
    pieces.push(piece);
  }
  return size === 0 ? { kind: "none" } : { kind: "text", text: Buffer.concat(pieces).toString("utf8") };
}

/** Path and query of a request's target, the path as it was sent. */
export function targetOf(target: string): Pick<WireHead, "path" | "query"> {
  const [path = "", ...query] = target.split("?");
  return { path, query: Object.fromEntries(new URLSearchParams(query.join("?"))) };
}
