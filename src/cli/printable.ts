/** Text that a file name, a provider or a server made up, on its way to a terminal. */

/** C0, DEL and C1 (an 8-bit CSI begins an escape sequence too), line and paragraph separators, marks that reorder text. */
const HARMFUL = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;
const LONE_SURROGATE = /\p{Cs}/gu;

/** One harmless line: control characters, escape sequences and direction marks become `\xNN` or `\u{NNNN}`. */
export function printable(text: string): string {
  return text
    .replace(HARMFUL, (char) => {
      const code = char.codePointAt(0) ?? 0;
      return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
    })
    .replace(LONE_SURROGATE, "\ufffd");
}

/** The same for a text of several lines, such as a transcript: line ends and tabs stay. */
export function printableText(text: string): string {
  return text
    .split(/(\r?\n|\t)/)
    .map((part) => (/^(?:\r?\n|\t)$/.test(part) ? part.replace("\r", "") : printable(part)))
    .join("");
}

/** A value as one line of JSON, its end included; see `jsonText`. */
export function jsonLine(value: object): string {
  return `${harmless(JSON.stringify(value))}\n`;
}

/**
 * A value as JSON for people, indented. What JSON leaves as it is and a terminal obeys is written as `\\uNNNN`, which
 * means the same to a program.
 */
export function jsonText(value: object): string {
  return `${harmless(JSON.stringify(value, null, 2))}\n`;
}

/** JSON's own line ends are no part of a text: they stay. */
function harmless(json: string): string {
  return json.replace(HARMFUL, (char) =>
    char === "\n" ? char : `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
const MARKS_ONLY = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;
const EMOJI = /\p{Emoji_Presentation}|\ufe0f/u;
/** East Asian wide and full-width blocks (Unicode's EastAsianWidth, W and F, by block). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]/u;

/** Colour sequences of our own take no room. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they begin with the control character ESC.
const COLOR = /\u001b\[[0-9;]*m/g;

/** Columns that a line takes on a terminal. */
export function widthOf(line: string): number {
  let columns = 0;
  for (const { segment } of graphemes.segment(line.replace(COLOR, ""))) columns += widthOfGrapheme(segment);
  return columns;
}

function widthOfGrapheme(grapheme: string): number {
  if (MARKS_ONLY.test(grapheme)) return 0;
  return EMOJI.test(grapheme) || WIDE.test(grapheme) ? 2 : 1;
}

/** An uncoloured line cut to at most `columns`, ending in an ellipsis where something is missing. */
export function cut(line: string, columns: number): string {
  if (columns <= 0) return "";
  // Most lines fit by their length alone: no character is wider than two columns, or its two code units.
  if (/^[\x20-\x7e]*$/.test(line)) return line.length <= columns ? line : `${line.slice(0, columns - 1)}…`;
  if (widthOf(line) <= columns) return line;
  let kept = "";
  let taken = 0;
  for (const { segment } of graphemes.segment(line)) {
    const width = widthOfGrapheme(segment);
    if (taken + width > columns - 1) break;
    kept += segment;
    taken += width;
  }
  return `${kept}…`;
}

/** `cut`, then filled up with blanks to exactly `columns`. */
export function fitted(line: string, columns: number): string {
  const short = cut(line, columns);
  return short + " ".repeat(Math.max(0, columns - widthOf(short)));
}

/** Words of an uncoloured line over as many lines of at most `columns` as it takes; a longer word is broken. */
export function wrapped(line: string, columns: number): string[] {
  const room = Math.max(1, columns);
  const lines: string[] = [];
  let current = "";
  let taken = 0;
  for (const word of line.split(" ").filter((word) => word !== "")) {
    const width = widthOf(word);
    if (current !== "" && taken + 1 + width <= room) {
      current += ` ${word}`;
      taken += 1 + width;
      continue;
    }
    if (current !== "") lines.push(current);
    const pieces = width <= room ? [word] : broken(word, room);
    lines.push(...pieces.slice(0, -1));
    current = pieces.at(-1) ?? "";
    taken = widthOf(current);
  }
  if (current !== "" || lines.length === 0) lines.push(current);
  return lines;
}

function broken(word: string, columns: number): string[] {
  const pieces: string[] = [];
  let piece = "";
  let taken = 0;
  for (const { segment } of graphemes.segment(word)) {
    const width = widthOfGrapheme(segment);
    if (piece !== "" && taken + width > columns) {
      pieces.push(piece);
      piece = "";
      taken = 0;
    }
    piece += segment;
    taken += width;
  }
  return [...pieces, piece];
}
