const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Direction marks would reorder what stands beside them, and control characters are no text. */
const UNSEEN = /[\p{Cc}\p{Bidi_Control}\p{Cs}]/gu;

/** A text of somebody else's as part of a page: between tags, or between the quotes of an attribute. */
export function htmlText(text: string): string {
  return text
    .replace(UNSEEN, (char) => (/\s/.test(char) ? " " : "\ufffd"))
    .replace(/[&<>"']/g, (char) => ENTITIES[char] ?? "");
}

/** A value as JSON within a script element: nothing in it ends the element or begins a comment. */
export function htmlJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
}
