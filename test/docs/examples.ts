/** What an example prints that says nothing of it: what the sample's speaker says. */
const HEARD = "go forward ten meters\n";

/** A block of JavaScript in a page, and the text block right below it, which says what it prints. */
export interface Example {
  readonly page: string;
  /** Of its first line of code, counted from 1. */
  readonly line: number;
  readonly code: string;
  readonly prints: string;
}

const BLOCK = /^```js\n([\s\S]+?)^```\n(?:\n```text\n([\s\S]*?)^```\n)?/gm;

export function examplesIn(page: string, text: string): readonly Example[] {
  return [...text.matchAll(BLOCK)].map(({ index, 1: code = "", 2: prints = HEARD }) => ({
    page,
    line: text.slice(0, index).split("\n").length + 1,
    code,
    prints,
  }));
}
