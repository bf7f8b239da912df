import type { Clock } from "../domain/runtime.ts";
import { widthOf } from "./printable.ts";
import { type Output, type Size, sizeOf } from "./terminal.ts";

const HIDE_CURSOR = "\u001b[?25l";
/** Gives back the cursor that a display took away. */
export const SHOW_CURSOR = "\u001b[?25h";
const CLEAR_RIGHT = "\u001b[K";
const CLEAR_BELOW = "\u001b[J";
/** Ten pictures a second: smooth to the eye, and next to nothing for the processor. */
const EVERY_MS = 100;

/** Redraws a few lines in place until it is stopped; the last picture stays where it is. */
export class Painter {
  readonly #output: Output;
  readonly #clock: Clock;
  readonly #draw: (size: Size) => readonly string[];
  readonly #stop = new AbortController();
  #drawn: readonly string[] = [];
  #running: Promise<void> | null = null;

  constructor(output: Output, clock: Clock, draw: (size: Size) => readonly string[]) {
    this.#output = output;
    this.#clock = clock;
    this.#draw = draw;
  }

  start(): void {
    if (this.#running !== null) return;
    this.#output.write(HIDE_CURSOR);
    this.#running = this.#run();
  }

  /** Draws the last picture and gives the cursor back. */
  async stop(): Promise<void> {
    if (this.#running === null) return;
    this.#stop.abort();
    await this.#running;
    this.#running = null;
    this.#paint();
    this.release();
  }

  /** The cursor alone, at once: for a process that is leaving. */
  release(): void {
    this.#output.write(SHOW_CURSOR);
  }

  /** Writes a line that stays, above what is redrawn. */
  say(line: string): void {
    this.#show([line]);
    this.#drawn = [];
    this.#paint();
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.#paint();
      await this.#clock.sleep(EVERY_MS, this.#stop.signal).catch(() => undefined);
    }
  }

  #paint(): void {
    const size = this.#size();
    const lines = this.#draw(size);
    if (lines.length === this.#drawn.length && lines.every((line, index) => line === this.#drawn[index])) return;
    this.#show(lines);
    this.#drawn = lines;
  }

  /**
   * Over the last picture, line by line: clearing it first would flicker, and where it stands at the top some terminals
   * take that for clearing the screen and keep a copy of each picture.
   */
  #show(lines: readonly string[]): void {
    const size = this.#size();
    const text = lines.map((line) => `${line}${isFilling(line, size) ? "" : CLEAR_RIGHT}\n`).join("");
    this.#output.write(upOver(this.#drawn, size) + text + (this.#drawn.length > 0 ? CLEAR_BELOW : ""));
  }

  #size(): Size {
    return sizeOf(this.#output);
  }
}

/** After a line that ends at the very edge the cursor still stands on its last character, which clearing would take. */
function isFilling(line: string, { columns }: Size): boolean {
  const width = widthOf(line);
  return width > 0 && width % columns === 0;
}

/** Back to where the picture begins. A terminal made narrower since has wrapped its lines, so they take more rows. */
function upOver(lines: readonly string[], { columns }: Size): string {
  const rows = lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
  return rows === 0 ? "" : `\u001b[${rows}A\r`;
}
