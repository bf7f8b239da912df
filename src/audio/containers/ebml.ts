import type { Bytes } from "../structure-bytes.ts";

export interface Element {
  readonly id: number;
  readonly start: number;
  /** Where its content begins. */
  readonly at: number;
  /** Where it ends; null for one that was written live and goes on until its like begins. */
  readonly end: number | null;
}

/** The element whose header stands at `position`, or null. */
export function elementAt(bytes: Bytes, position: number): Element | null {
  const head = bytes.at(position, 12);
  const idLength = Math.clz32((head[0] ?? 0) << 24) + 1;
  if (idLength > 4 || head.length < idLength + 1) return null;
  const size = numberAt(head, idLength);
  if (size === null) return null;
  const at = position + idLength + size.length;
  return { id: head.readUIntBE(0, idLength), start: position, at, end: size.value === null ? null : at + size.value };
}

/** A number that says its own length, 1 to 8 bytes; its value is null when all bits are set. */
export function numberAt(
  buffer: Buffer,
  at: number,
): { readonly value: number | null; readonly length: number } | null {
  const first = buffer[at];
  if (first === undefined || first === 0) return null;
  const length = Math.clz32(first << 24) + 1;
  if (at + length > buffer.length) return null;
  const mask = 0xff >> length;
  let value = first & mask;
  let open = value === mask;
  for (let i = 1; i < length; i++) {
    const next = buffer[at + i] ?? 0;
    value = value * 256 + next;
    open &&= next === 0xff;
  }
  return { value: open ? null : value, length };
}

/** More elements on one level than any program writes. */
const MOST_ELEMENTS = 100_000;

/** The elements between `from` and `until`; ends where no header of one stands any more. */
export function* elementsOf(bytes: Bytes, from: number, until: number): Generator<Element> {
  let position = from;
  for (let count = 0; count < MOST_ELEMENTS && position < until; count++) {
    const element = elementAt(bytes, position);
    if (element === null) return;
    yield element;
    if (element.end === null) return;
    position = element.end;
  }
}

/** The whole numbers, fractions and texts that an element holds. */
export function unsignedIn(bytes: Bytes, element: Element): number {
  const content = contentOf(bytes, element, 8);
  let value = 0;
  for (const byte of content) value = value * 256 + byte;
  return value;
}

export function floatIn(bytes: Bytes, element: Element): number {
  const content = contentOf(bytes, element, 8);
  return content.length === 4 ? content.readFloatBE(0) : content.length === 8 ? content.readDoubleBE(0) : Number.NaN;
}

export function textIn(bytes: Bytes, element: Element): string {
  return contentOf(bytes, element, 64).toString("latin1").replace(/\0+$/, "");
}

function contentOf(bytes: Bytes, element: Element, most: number): Buffer {
  return bytes.at(element.at, Math.min(most, (element.end ?? element.at) - element.at));
}
