import type { TakenRecording, WireForm } from "../domain/wire-form.ts";
import type { Ear } from "./ear.ts";
import type { Twin } from "./twin.ts";

export const JSON_TYPE = /^\s*application\/json\b/i;
const MULTIPART = /^\s*multipart\/form-data\s*;.*?\bboundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i;

/** One part of a form. */
interface Part {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Whether a body of this content type is a form, or JSON that stands for one. */
export function isForm(contentType: string): boolean {
  return JSON_TYPE.test(contentType) || MULTIPART.test(contentType);
}

/** A form with its recordings taken in; null for one that makes no sense. */
export async function readForm(
  body: Buffer,
  contentType: string,
  recordings: Twin["recordings"],
  ear: Ear,
): Promise<WireForm | null> {
  const parts = JSON_TYPE.test(contentType) ? jsonParts(body) : multipartParts(body, contentType);
  if (parts === null) return null;
  // A map has no names of its own that a field could have too.
  const fields = new Map<string, string>();
  const taken = new Map<string, TakenRecording>();
  for (const { name, bytes } of parts) {
    const written = Object.hasOwn(recordings, name) ? recordings[name] : undefined;
    if (written === undefined) fields.set(name, listed(name, bytes.toString("utf8"), fields.get(name)));
    else taken.set(name, await ear.take(once(written === "bytes" ? bytes : decoded(bytes))));
  }
  return { kind: "form", fields: Object.fromEntries(fields), recordings: Object.fromEntries(taken) };
}

/** A name that ends in brackets is that of a list: its values stand one after the other. */
function listed(name: string, value: string, before: string | undefined): string {
  return before !== undefined && name.endsWith("[]") ? `${before},${value}` : value;
}

/** Whatever is no base64 is left out, as most decoders do. */
const decoded = (text: Buffer): Buffer => Buffer.from(text.toString("latin1"), "base64");

async function* once(bytes: Buffer): AsyncIterable<Uint8Array> {
  yield bytes;
}

/** The members of an object; texts as they are, all else as JSON. */
function jsonParts(body: Buffer): readonly Part[] | null {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
    return Object.entries(value).map(([name, member]) => ({
      name,
      bytes: Buffer.from(typeof member === "string" ? member : JSON.stringify(member)),
    }));
  } catch {
    return null;
  }
}

/** RFC 7578. A part without a name is left out; a body without its last boundary makes no sense. */
function multipartParts(body: Buffer, contentType: string): readonly Part[] | null {
  const [, quoted, bare] = MULTIPART.exec(contentType) ?? [];
  const boundary = `--${quoted ?? bare}`;
  if (body.indexOf(boundary) !== 0) return null;
  const parts: Part[] = [];
  let at = boundary.length;
  for (;;) {
    if (body.toString("latin1", at, at + 2) === "--") return parts;
    const headEnd = body.indexOf("\r\n\r\n", at);
    const end = headEnd < 0 ? -1 : body.indexOf(`\r\n${boundary}`, headEnd + 2);
    if (end < 0) return null;
    const name = nameIn(body.toString("utf8", at, headEnd));
    if (name !== null) parts.push({ name, bytes: body.subarray(Math.min(headEnd + 4, end), end) });
    at = end + 2 + boundary.length;
  }
}

/** The field's name, with its quotes and line ends as browsers write them. */
function nameIn(head: string): string | null {
  const [, name] = /^content-disposition:\s*form-data\b[^\r\n]*?;\s*name="([^"\r\n]*)"/im.exec(head) ?? [];
  return name?.replace(/%(22|0D|0A)/gi, (escaped) => decodeURIComponent(escaped)) ?? null;
}
