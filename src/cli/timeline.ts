import type { Job } from "../domain/job.ts";
import type { JournalRecord } from "../domain/journal.ts";
import type { Submission } from "../domain/submission.ts";
import { axis, legend } from "./axis.ts";
import { type Palette, paletteFor } from "./palette.ts";
import { cut, fitted, printable, wrapped } from "./printable.ts";
import { counted, duration } from "./quantities.ts";
import { eventLines } from "./timeline-events.ts";
import { type Lane, type Life, lifeOf, type Span, type SpanKind } from "./timeline-lanes.ts";

const LABEL_COLUMNS = 8;
const NOTE_COLUMNS = 22;
/** Narrower than this the notes would leave no room for the drawing. */
const NOTES_FROM = 56;

const SIGNS: Readonly<Record<SpanKind, string>> = { work: "█", wait: "░", pause: "·", held: "▒", fault: "✗" };
const LEGEND: Readonly<Record<SpanKind, string>> = {
  work: "at work",
  wait: "waiting",
  pause: "back-off",
  held: "held",
  fault: "fault",
};
/** What is drawn over what where several things fall into one cell: a fault is never hidden. */
const ON_TOP: readonly SpanKind[] = ["fault", "work", "held", "wait", "pause"];

/**
 * A job's life: what it is, a drawing to scale, and every event with the rule that decided.
 *
 * @param width columns of the terminal; no line is wider, unless there are fewer than 20
 */
export function drawTimeline(
  job: Job,
  submissions: readonly Submission[],
  journal: readonly JournalRecord[],
  width: number,
  color: boolean,
): string {
  const columns = Math.max(20, width);
  const palette = paletteFor(color);
  const life = lifeOf(job, journal);
  return [
    ...headLines(job, submissions, journal, life, columns, palette),
    "",
    ...drawing(life, columns, palette),
    "",
    ...eventLines(journal, life.start, columns, palette),
  ].join("\n");
}

function headLines(
  job: Job,
  submissions: readonly Submission[],
  journal: readonly JournalRecord[],
  life: Life,
  columns: number,
  palette: Palette,
): string[] {
  const faults = journal.filter(({ entry }) => entry.type === "fault").length;
  const sum = `${standing(job, life)}; ${counted(submissions.length, "submission")}, ${counted(faults, "fault")}`;
  return [
    palette.strong(cut(printable(job.request.audio.name), columns)),
    ...wrapped(sum, columns),
    palette.calm(cut(`${job.id}  run ${job.request.run}`, columns)),
    ...submissions.map((submission) => palette.calm(cut(submissionLine(submission), columns))),
  ];
}

function submissionLine({ number, provider, remoteId, outcome, certainty }: Submission): string {
  const id = remoteId === null ? "" : `${printable(remoteId)}  `;
  return `submission ${number} at ${provider}: ${id}${outcome ?? certainty ?? "not sent yet"}`;
}

function standing({ state, stage }: Job, { start, end }: Life): string {
  switch (state.status) {
    case "completed":
      return `completed in ${duration(end - start)}`;
    case "failed":
      return `failed after ${duration(end - start)} with ${state.fault.code}`;
    case "canceled":
      return `canceled after ${duration(end - start)}: ${printable(state.reason)}`;
    case "parked":
      return `held at ${stage} (${state.fault.code}): ${printable(state.reason)}`;
    case "open":
      return `under way, at ${stage}`;
    default:
      return state satisfies never;
  }
}

function drawing(life: Life, columns: number, palette: Palette): string[] {
  const notes = columns >= NOTES_FROM ? NOTE_COLUMNS : 0;
  const cells = columns - LABEL_COLUMNS - 2 - notes;
  const kinds = new Set(life.lanes.flatMap(({ spans }) => spans.map(({ kind }) => kind)));
  const signs = ON_TOP.filter((kind) => kinds.has(kind)).map((kind) => `${SIGNS[kind]} ${LEGEND[kind]}`);
  return [
    " ".repeat(LABEL_COLUMNS + 1) + palette.calm(axis(life.end - life.start, cells)),
    ...life.lanes.map((lane) => laneLine(lane, life, cells, notes, palette)),
    ...legend(signs, columns - LABEL_COLUMNS - 1).map((line) => " ".repeat(LABEL_COLUMNS + 1) + palette.calm(line)),
  ];
}

function laneLine({ name, spans, note }: Lane, life: Life, cells: number, notes: number, palette: Palette): string {
  const row: (SpanKind | null)[] = Array.from({ length: cells }, () => null);
  // From the bottom layer up, so that the last to write a cell is what is seen.
  for (const kind of ON_TOP.toReversed()) {
    for (const span of spans) {
      if (span.kind !== kind) continue;
      const [first, last] = place(span, life, cells);
      row.fill(kind, first, last + 1);
    }
  }
  const right = notes === 0 ? "" : ` ${cut(note, notes - 1)}`;
  return `${fitted(name, LABEL_COLUMNS)}▏${painted(row, palette)}▕${palette.calm(right)}`;
}

/** The cells of a span: at least one, so that nothing that happened is invisible. */
function place({ from, to }: Span, { start, end }: Life, cells: number): readonly [number, number] {
  const scale = cells / Math.max(1, end - start);
  const within = (cell: number) => Math.min(cells - 1, Math.max(0, cell));
  const first = within(Math.floor((from - start) * scale));
  return [first, Math.max(first, within(Math.ceil((to - start) * scale) - 1))];
}

function painted(row: readonly (SpanKind | null)[], palette: Palette): string {
  return row
    .map((kind) => {
      switch (kind) {
        case null:
          return " ";
        case "fault":
          return palette.bad(SIGNS.fault);
        case "work":
          return palette.work(SIGNS.work);
        case "held":
          return palette.warn(SIGNS.held);
        case "wait":
        case "pause":
          return palette.calm(SIGNS[kind]);
        default:
          return kind satisfies never;
      }
    })
    .join("");
}
