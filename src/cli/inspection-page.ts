import type { AudioFinding, AudioReport } from "../domain/audio-report.ts";
import type { RepairPlan } from "../domain/repair.ts";
import { verdictFor, verdictPaint } from "./inspection-table.ts";
import { channelWords, formatWords, lengthWords, levelWords, savingWords, VERDICT_WORDS } from "./inspection-words.ts";
import { labelled, pageWidth, type Row } from "./labelled.ts";
import { levelStrip } from "./level-strip.ts";
import { type Palette, paletteFor } from "./palette.ts";
import { printable, wrapped } from "./printable.ts";
import { bytes } from "./quantities.ts";

/** What the catalogue says of a finding: why it matters and what to do. */
export interface Meaning {
  readonly description: string;
  readonly advice: string;
}

/** What is done about a recording for one provider. */
export interface PlanFor {
  /** As the provider writes itself. */
  readonly title: string;
  /** Null where nothing is known of what it takes. */
  readonly plan: RepairPlan | null;
  /** Whether somebody asked about this provider: then what it does not take is no good recording. */
  readonly asked: boolean;
}

export interface InspectionPage {
  /** As it is shown. */
  readonly name: string;
  readonly report: AudioReport;
  readonly meaningOf: (code: AudioFinding["code"]) => Meaning | null;
  readonly planFor: PlanFor;
}

/** All that is known of one recording, in lines of at most `columns`: the verdict first, then why, then what was measured. */
export function inspectionPage(page: InspectionPage, columns: number, color: boolean): readonly string[] {
  const { name, report, planFor } = page;
  const palette = paletteFor(color);
  const width = pageWidth(columns);
  const verdict = verdictFor(report, planFor.asked ? planFor.plan : null);
  const isTheProviders = verdict !== report.verdict;
  const words = isTheProviders ? `it cannot be sent to ${planFor.title}` : VERDICT_WORDS[verdict];
  const paint = verdictPaint(verdict, palette);
  return [
    ...wrapped(name, width).map(palette.strong),
    ...wrapped(`${verdict}: ${words}`, width).map(paint),
    ...report.findings.flatMap((finding) => ["", ...findingLines(finding, page, width, palette)]),
    "",
    ...measuredRows(report).flatMap((row) => labelled(row, width, palette)),
    ...stripLines(report, width, palette),
    "",
    ...planLines(planFor, report, width, palette),
  ];
}

function findingLines(
  { code, weight, message }: AudioFinding,
  { meaningOf }: InspectionPage,
  width: number,
  palette: Palette,
): readonly string[] {
  const meaning = meaningOf(code);
  const paint = weight === "info" ? palette.calm : verdictPaint(weight, palette);
  const said = printable(message);
  const texts = [said, ...(meaning === null ? [] : [meaning.description, meaning.advice])];
  return [
    `${paint(code)}${weight === "info" ? palette.calm("  for your information") : ""}`,
    ...texts.flatMap((text) => wrapped(text, width - 2).map((line) => `  ${line}`)),
  ];
}

function measuredRows({ bytes: size, format, durations, levels, channels, notChecked }: AudioReport): readonly Row[] {
  return [
    ["file", format === null ? bytes(size) : `${formatWords(format)}, ${bytes(size)}`],
    ...(durations.believed === null && format === null ? [] : [["length", printable(lengthWords(durations))] as Row]),
    ...(channels === null ? [] : [["channels", channelWords(channels)] as Row]),
    ...(levels === null ? [] : [["levels", levelWords(levels)] as Row]),
    ...(notChecked === null ? [] : [["not checked", printable(notChecked)] as Row]),
  ];
}

function stripLines({ levels, durations }: AudioReport, width: number, palette: Palette): readonly string[] {
  if (levels === null || levels.strip.length === 0) return [];
  // The strip is drawn from what was decoded, so its axis ends there too.
  return ["", ...levelStrip(levels, durations.decodedMs ?? durations.believedMs, width, palette)];
}

function planLines({ title, plan }: PlanFor, report: AudioReport, width: number, palette: Palette): readonly string[] {
  const head = palette.strong(`for ${title}`);
  const said = (texts: readonly string[]): string[] =>
    texts.flatMap((text) => wrapped(printable(text), width - 2).map((line) => `  ${line}`));
  if (plan === null) return [head, ...said(["Nothing is known of what it takes."])];
  if (plan.refusals.length > 0) {
    const known = new Set(report.findings.map(({ message }) => message));
    const others = plan.refusals.filter(({ message }) => !known.has(message)).map(({ message }) => message);
    return [head, ...said(["Not sent, and mending does not help.", ...others])];
  }
  const saving = savingWords(plan, report.bytes);
  if (plan.steps.length === 0) return [head, ...said(["Sent as it is."])];
  return [
    head,
    ...plan.steps.flatMap((step) => said([step.lossy ? `${step.words} (something is lost by it)` : step.words])),
    ...(saving === null ? [] : said([saving])),
  ];
}
