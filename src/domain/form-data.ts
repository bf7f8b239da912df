import type { RequestBody } from "./transport.ts";

/** A value of a form. */
export interface FormField {
  readonly name: string;
  readonly value: string;
}

/** A part of a form that is read while it is sent. */
export interface FormFile {
  readonly name: string;
  /** What the file is called there; null for a part that is a value and no file. */
  readonly fileName: string | null;
  readonly contentType: string | null;
  /** Bytes; null where nobody knows, and then the form is sent chunked. */
  readonly length: number | null;
  /** Opens the bytes anew. */
  open(): AsyncIterable<Uint8Array>;
}

export type FormPart = FormField | FormFile;

/** Characters of the mark that go into the boundary; a boundary may have 70 in all. */
const MARK_LENGTH = 40;

/**
 * A form of `multipart/form-data` (RFC 7578) as a body with its exact length, in constant memory; it can be sent again.
 *
 * No value, name or file name holds the boundary. A file's bytes are not searched, so `mark` must be something that
 * whoever made the file could not write into it, such as its own hash: else a recording could hold parts of its own.
 */
export function formData(
  parts: readonly FormPart[],
  mark: string,
): RequestBody & { readonly kind: "stream"; readonly boundary: string } {
  const boundary = boundaryOf(parts, mark);
  const spans = spansOf(parts, boundary);
  return {
    kind: "stream",
    boundary,
    contentType: `multipart/form-data; boundary=${boundary}`,
    length: lengthOf(spans),
    async *open() {
      for (const span of spans) {
        if ("open" in span) yield* span.open();
        else yield span;
      }
    },
  };
}

/** What is sent, in order: texts of our own in as few pieces as there can be, and files between them. */
type Span = Uint8Array | FormFile;

function spansOf(parts: readonly FormPart[], boundary: string): readonly Span[] {
  const spans: Span[] = [];
  const encoder = new TextEncoder();
  let text = "";
  for (const [index, part] of parts.entries()) {
    text += `${index === 0 ? "" : "\r\n"}--${boundary}\r\n${headOf(part)}`;
    if (!("open" in part)) continue;
    spans.push(encoder.encode(text), part);
    text = "";
  }
  const end = `${parts.length === 0 ? "" : "\r\n"}--${boundary}--\r\n`;
  return [...spans, encoder.encode(text + end)];
}

function lengthOf(spans: readonly Span[]): number | null {
  let length = 0;
  for (const span of spans) {
    const bytes = "open" in span ? span.length : span.byteLength;
    if (bytes === null) return null;
    length += bytes;
  }
  return length;
}

/** A field's value stands in its head, since it is at hand. */
function headOf(part: FormPart): string {
  const disposition = `Content-Disposition: form-data; name="${quoted(part.name)}"`;
  if (!("open" in part)) return `${disposition}\r\n\r\n${part.value}`;
  const { fileName, contentType } = part;
  const file = fileName === null ? "" : `; filename="${quoted(fileName)}"`;
  const type = contentType === null ? "" : `\r\nContent-Type: ${contentType.replace(/[\r\n]+/g, " ")}`;
  return `${disposition}${file}${type}\r\n\r\n`;
}

/** As browsers do it: a quotation mark or a line's end would end the name. */
function quoted(name: string): string {
  return name.replaceAll('"', "%22").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function boundaryOf(parts: readonly FormPart[], mark: string): string {
  const own = mark.replace(/[^0-9A-Za-z]/g, "").slice(0, MARK_LENGTH);
  const texts = parts.map((part) => headOf(part));
  for (let number = 0; ; number += 1) {
    const boundary = `tenuto-${own}-${number}`;
    if (!texts.some((text) => text.includes(boundary))) return boundary;
  }
}
