import { liveRuntime } from "../engine/live-runtime.ts";
import { Painter } from "./painter.ts";
import { paletteFor } from "./palette.ts";
import { cut } from "./printable.ts";
import type { Surroundings } from "./surroundings.ts";

/** What stands on standard error while a command works through files: one line redrawn in place, or nothing. */
export interface StatusLine {
  show(text: string): void;
  /** A line of results, which stays. */
  say(line: string): void;
  /** A line about the work, which stays as well. */
  note(line: string): void;
  /** Takes the line that is redrawn away. May be called again. */
  close(): Promise<void>;
}

/** Opens it, and begins to draw where the terminal can do that and nobody asked for quiet. */
export function openStatusLine({ terminal, quiet, redrawn }: Surroundings): StatusLine {
  const { out, err, errColor, live } = terminal;
  const { calm } = paletteFor(errColor);
  let text: string | null = null;
  const draw = ({ columns }: { readonly columns: number }): string[] =>
    text === null ? [] : [calm(cut(text, columns - 1))];
  let painter: Painter | null = null;
  if (live && redrawn !== false && quiet !== true) painter = new Painter(err, liveRuntime().clock, draw);
  painter?.start();
  return {
    show: (next) => {
      text = next;
    },
    say: (line) => {
      // On one terminal both streams are the same to whoever reads, and only the painter knows where its line stands.
      if (painter !== null && out.isTTY === true) painter.say(line);
      else out.write(`${line}\n`);
    },
    note: (line) => {
      if (painter !== null) painter.say(line);
      else err.write(`${line}\n`);
    },
    close: async () => {
      text = null;
      await painter?.stop();
      painter = null;
    },
  };
}
