/** What a text is, by how it begins: the commonest things that get saved under a recording's name. */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^(<!doctype html|<html|<head|<body)/i, "a web page (HTML)"],
  [/^#EXTM3U/, "a playlist (M3U), which names recordings and holds none"],
  [/^\[playlist\]/i, "a playlist (PLS), which names recordings and holds none"],
  [/^ffconcat version/, "a script for ffmpeg, which names recordings and holds none"],
  [/^<\?xml|^<svg|^<[a-z][\w:-]*[\s>/]/i, "an XML document"],
  [/^[[{]\s*["{[\]}\d-]/, "JSON, such as an error message of the server it came from"],
  [/^\{\\rtf/, "a text document (RTF)"],
  [/^%!PS/, "a PostScript document"],
  [/^WEBVTT/, "captions (VTT)"],
  [/^1\r?\n\d\d:\d\d:\d\d,\d+ -->/, "captions (SRT)"],
  [/^version https:\/\/git-lfs/, "a pointer to a file that Git LFS did not fetch"],
];

/** What kind of text the first bytes are; null when they are none. */
export function textBy(head: Buffer): string | null {
  const text = decode(head);
  if (text === null) return null;
  const begins = text.trimStart();
  for (const [pattern, what] of KINDS) if (pattern.test(begins)) return what;
  return "plain text";
}

function decode(head: Buffer): string | null {
  if (head.length === 0) return null;
  const utf16 = head[0] === 0xff && head[1] === 0xfe;
  try {
    const label = utf16 ? "utf-16le" : "utf-8";
    const text = new TextDecoder(label, { fatal: true }).decode(head, { stream: true });
    return hasControls(text) ? null : text;
  } catch {
    // Old texts of western Europe: no controls at all, and letters mostly.
    const text = head.toString("latin1");
    const letters = text.match(/[\w\s.,;:'"!?()-]/g)?.length ?? 0;
    return !hasControls(text) && letters > head.length * 0.85 ? text : null;
  }
}

function hasControls(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const blank = code === 9 || code === 10 || code === 12 || code === 13;
    if ((code < 32 && !blank) || (code >= 0x7f && code < 0xa0)) return true;
  }
  return false;
}
