import type { ActiveRow } from "./job-progress.ts";
import type { Palette } from "./palette.ts";
import { cut, fitted, widthOf } from "./printable.ts";
import type { Frame } from "./progress.ts";
import { bytes, counted, duration } from "./quantities.ts";
import type { Size } from "./terminal.ts";

const SHORTEST_BAR = 8;
const LONGEST_BAR = 30;
/** More rows than this nobody reads while they move. */
const MOST_ROWS = 16;
/** Left free for the prompt above, the bar, the line that counts the hidden rows, and the cursor. */
const RESERVED_ROWS = 4;
const STAGE_COLUMN = 8;
const LEAST_NAME = 12;
/** Shorter names are filled up to this, so that most notes begin alike; longer ones are shown as long as there is room. */
const NAME_COLUMN = 48;

/** The bar and the rows under it, each line narrower than the terminal, so that none is wrapped. */
export function renderFrame(frame: Frame, { columns, rows }: Size, palette: Palette): string[] {
  // The last column stays free: some terminals wrap as soon as it is written to.
  const width = Math.max(1, columns - 1);
  const room = Math.max(0, Math.min(MOST_ROWS, rows - RESERVED_ROWS));
  const shown = frame.active.slice(0, room);
  const hidden = frame.active.length - shown.length;
  return [
    bar(frame, width, palette),
    ...shown.map((active) => activeLine(active, width, palette)),
    ...(hidden > 0 && room > 0 ? [palette.calm(cut(`  and ${hidden} more under way`, width))] : []),
  ];
}

function bar(frame: Frame, width: number, palette: Palette): string {
  const over = frame.completed + frame.failed;
  const parts: Part[] = [
    { text: `${over}/${frame.all}${width < 30 ? "" : frame.all === 1 ? " job" : " jobs"}`, paint: palette.strong },
  ];
  if (frame.failed > 0) parts.push({ text: `${frame.failed} failed`, paint: palette.bad });
  if (frame.held > 0) parts.push({ text: `${frame.held} held`, paint: palette.warn });
  if (frame.leftMs !== null && over < frame.all)
    parts.push({ text: `${duration(frame.leftMs)} left`, paint: palette.calm });
  if (frame.retries > 0) {
    parts.push({ text: counted(frame.retries, "retry", "retries"), paint: palette.warn });
  }
  if (frame.allBytes > 0) parts.push({ text: sentOf(frame.sentBytes, frame.allBytes), paint: palette.calm });

  const words = fitting(parts, width);
  const taken = words.reduce((sum, { text }) => sum + widthOf(text) + 2, 0);
  const length = Math.min(LONGEST_BAR, width - taken);
  const line = words.map(({ text, paint }) => paint(text)).join("  ");
  return length < SHORTEST_BAR ? line : `${blocks(frame, length, palette)}  ${line}`;
}

interface Part {
  readonly text: string;
  readonly paint: (text: string) => string;
}

/** As many parts as the width takes, the first ones first; the very first is cut rather than left out. */
function fitting(parts: readonly Part[], width: number): Part[] {
  const kept: Part[] = [];
  let taken = 0;
  for (const [index, part] of parts.entries()) {
    const next = widthOf(part.text) + (index === 0 ? 0 : 2);
    if (index === 0) kept.push({ ...part, text: cut(part.text, width) });
    else if (taken + next <= width) kept.push(part);
    else continue;
    taken += next;
  }
  return kept;
}

function blocks(frame: Frame, length: number, palette: Palette): string {
  const cells = (count: number) => (frame.all === 0 ? 0 : Math.floor((length * count) / frame.all));
  const good = cells(frame.completed);
  const ended = cells(frame.completed + frame.failed);
  const withHeld = cells(frame.completed + frame.failed + frame.held);
  return [
    palette.good("█".repeat(good)),
    palette.bad("█".repeat(ended - good)),
    palette.warn("▒".repeat(withHeld - ended)),
    palette.calm("░".repeat(length - withHeld)),
  ].join("");
}

function sentOf(sent: number, all: number): string {
  return sent >= all ? `${bytes(all)} sent` : `${bytes(sent)} of ${bytes(all)} sent`;
}

function activeLine(row: ActiveRow, width: number, palette: Palette): string {
  const left = `  ${fitted(row.stage, STAGE_COLUMN)}`;
  const note = noteOf(row);
  const gap = note === "" ? 0 : 2;
  // The name is what people look for; the note is told only where the name keeps most of its room.
  const room = width - left.length - widthOf(note) - gap;
  if (room < LEAST_NAME) return cut(`${left}${row.name}`, width);
  const name = cut(row.name, room);
  const filling = note === "" ? 0 : Math.max(0, Math.min(NAME_COLUMN, room) - widthOf(name));
  const paint = row.lastFault === null ? palette.calm : palette.warn;
  return `${palette.work(left)}${name}${" ".repeat(filling + gap)}${paint(note)}`;
}

function noteOf({ share, attempt, nextInMs, lastFault }: ActiveRow): string {
  const words: string[] = [];
  if (share !== null) words.push(`${Math.floor(share * 100)} %`);
  if (attempt > 1) words.push(`attempt ${attempt}`);
  if (nextInMs !== null) words.push(`next try in ${duration(Math.ceil(nextInMs / 1_000) * 1_000)}`);
  if (lastFault !== null) words.push(`after ${lastFault}`);
  return words.join(", ");
}
