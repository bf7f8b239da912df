import { printable, printableText } from "./printable.ts";

/** Text of ours or of strangers as Markdown that says the same, and draws, links and embeds nothing. */

/** One line of plain text. */
export function plain(text: string): string {
  return printable(oneLine(text)).replace(/[\\`*_[\]<>|~#&!]/g, "\\$&");
}

/** One line as it is: nothing in it is a link, a name that is called, or a picture. */
export function code(text: string): string {
  const line = printable(oneLine(text)).replaceAll("|", "\\|");
  const fence = "`".repeat(longestRun(line) + 1);
  // A blank at each side keeps a backtick at the edge from ending the span.
  const pad = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return line === "" ? "" : `${fence}${pad}${line}${pad}${fence}`;
}

/** Several lines as they are. */
export function block(text: string): string[] {
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return [`${fence}text`, ...printableText(text).split("\n"), fence];
}

/** A table; cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}

function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, " ").trim();
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
