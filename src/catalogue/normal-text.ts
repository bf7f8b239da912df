/** Longer texts are cut before matching: what names a fault stands at the beginning. */
const LONGEST_TEXT = 64 * 1024;

const CLOSING = new Set([..." .!?…,;:"]);

/** A text made comparable. */
export interface NormalText {
  /** Lower case, single spaces, no closing punctuation. */
  readonly text: string;
  /** The same part as it was written, with single spaces. */
  original(from: number, to: number): string;
}

export function normalise(text: string): NormalText {
  const written = withoutClosing(text.slice(0, LONGEST_TEXT).replace(/\s+/g, " ").trimStart());
  return { text: lowered(written), original: (from, to) => written.slice(from, to) };
}

/** A part of a template made comparable: its outer spaces stay, they separate it from its parameters. */
export function comparable(literal: string): string {
  return lowered(literal.replace(/\s+/g, " "));
}

export function withoutClosing(text: string): string {
  let end = text.length;
  while (end > 0 && CLOSING.has(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** The one letter that becomes two when lowered: it stays, so that places in both texts agree. */
const GROWING = "\u0130";

function lowered(text: string): string {
  if (!text.includes(GROWING)) return text.toLowerCase();
  return text
    .split(GROWING)
    .map((part) => part.toLowerCase())
    .join(GROWING);
}
