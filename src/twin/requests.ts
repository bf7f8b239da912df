import type { WireBody, WireHead } from "../domain/provider-server.ts";
import type { Ear } from "./ear.ts";
import { isForm, JSON_TYPE, readForm } from "./forms.ts";
import type { Ticket, Twin } from "./twin.ts";

/** Longest body that is no recording, bytes. Far above any real request. */
const TEXT_LIMIT = 4 * 1024 * 1024;
/** Longest form, bytes: it is held in memory. Half an hour of speech at 16 kHz in 16 bits. */
const FORM_LIMIT = 64 * 1024 * 1024;

/** A recording goes through the ear, any other body is text or a form; null when that is too long. */
export async function readBody(
  { head, stage }: Ticket,
  bytes: AsyncIterable<Uint8Array>,
  ear: Ear,
  { does, recordings }: Pick<Twin, "does" | "recordings">,
): Promise<WireBody | null> {
  const type = head.headers["content-type"] ?? "";
  const hasForms = Object.keys(recordings).length > 0;
  const isRecording = stage === "submit" && does === "transcripts" && !hasForms && !JSON_TYPE.test(type);
  if (stage === "upload" || isRecording) {
    const { sha256, bytes: size } = await ear.take(bytes);
    return { kind: "audio", sha256, bytes: size };
  }
  const takesForm = hasForms && isForm(type);
  const body = await whole(bytes, takesForm ? FORM_LIMIT : TEXT_LIMIT);
  if (body === null) return null;
  if (takesForm) return (await readForm(body, type, recordings, ear)) ?? { kind: "none" };
  return body.length === 0 ? { kind: "none" } : { kind: "text", text: body.toString("utf8") };
}

async function whole(bytes: AsyncIterable<Uint8Array>, limit: number): Promise<Buffer | null> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of bytes) {
    size += piece.byteLength;
    if (size > limit) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** Path and query of a request's target, the path as it was sent. */
export function targetOf(target: string): Pick<WireHead, "path" | "query"> {
  const [path = "", ...query] = target.split("?");
  return { path, query: Object.fromEntries(new URLSearchParams(query.join("?"))) };
}
