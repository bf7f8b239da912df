import type { CatalogueEntry } from "../domain/catalogue-entry.ts";
import type { Explanation, Outlook } from "../engine/explanation.ts";
import type { Foreseen } from "../policy/foresee.ts";
import { labelled, pageWidth, type Row } from "./labelled.ts";
import { paletteFor } from "./palette.ts";
import { printable, wrapped } from "./printable.ts";
import { duration } from "./quantities.ts";
import { decision } from "./story.ts";

export interface View {
  readonly columns: number;
  readonly color: boolean;
}

/** What an explanation says, as JSON: names as in the catalogue, times in ms. */
export function explanationJson(explanation: Explanation): Readonly<Record<string, unknown>> {
  const { entry, claim, params, certainty, outlook, retryable, stage, provider, verdicts, page } = explanation;
  return {
    code: entry.code,
    name: entry.name ?? null,
    provider: entry.provider,
    description: entry.description,
    message: entry.message ?? null,
    matched: claim?.match ?? null,
    params,
    class: entry.class,
    scope: entry.scope,
    certainty,
    outlook,
    retryable,
    remedy: entry.remedy,
    advice: entry.advice,
    verdicts: verdicts.map(({ attempt, verdict, delayMs }) => ({
      attempt,
      action: verdict.action,
      ...("to" in verdict ? { to: verdict.to } : {}),
      delayMs,
      reason: verdict.reason,
      rule: verdict.rule,
    })),
    verdictsOf: { provider, stage },
    kinds: entry.kinds ?? null,
    source: entry.source,
    dated: entry.dated,
    page,
  };
}

export interface Beside {
  /** Codes of other entries that fit. */
  readonly others: readonly string[];
  /** A new entry for what nobody knows. */
  readonly draft: Readonly<Record<string, unknown>> | null;
}

/** The same for people, in lines of at most `columns`. */
export function drawExplanation(explanation: Explanation, { others, draft }: Beside, view: View): readonly string[] {
  const palette = paletteFor(view.color);
  const { entry, verdicts, page } = explanation;
  const width = pageWidth(view.columns);
  const title = [palette.strong(entry.code), ...(entry.name === undefined ? [] : [entry.name])].join("  ");
  const rows: Row[] = [
    ["known by", knownBy(explanation)],
    ...Object.entries(explanation.params).map(([name, value]): Row => [name, printable(value)]),
    ["means", meaning(explanation)],
    ["then", `at ${explanation.stage}, as with ${explanation.provider}`],
    ...verdictRows(verdicts),
    ["what to do", entry.advice],
    ...(others.length === 0 ? [] : [["or perhaps", others.join(", ")] as Row]),
    ["source", `${entry.source}, ${entry.dated}`],
    ["page", page],
  ];
  return [
    title,
    ...wrapped(entry.description, width),
    "",
    ...rows.flatMap((row) => labelled(row, width, palette)),
    ...(draft === null
      ? []
      : ["", "Nobody knows it yet. As an entry of your own, to be completed:", "", ...draftLines(draft)]),
  ];
}

function knownBy({ claim, entry }: Explanation): string {
  const asked = askedFor(entry);
  if (claim === null) return asked;
  const { template, label, status, code } = claim.match;
  const by = [
    ...(template === null ? [] : [`the message "${template}"`]),
    ...(label === null ? [] : [`the word ${printable(label)} in the body`]),
    ...(status === null ? [] : [`status ${status}`]),
    ...(code === null ? [] : [`the code ${printable(code)}`]),
  ];
  return by.length === 0 ? "nothing of its own: it is what is left when no entry fits" : by.join(", ");
}

function askedFor({ message, status, statusRange, codes, labels }: CatalogueEntry): string {
  const parts = [
    ...(message === undefined ? [] : [`the message "${message}"`]),
    ...(labels === undefined ? [] : [`${labels.join(" or ")} in the body`]),
    ...(status === undefined ? [] : [`status ${status.join(" or ")}`]),
    ...(statusRange === undefined ? [] : [`a status from ${statusRange.join(" to ")}`]),
    ...(codes === undefined ? [] : [`the code ${codes.join(" or ")}`]),
  ];
  return parts.length === 0 ? "nothing of its own: it is what is left when no entry fits" : parts.join(", ");
}

const OUTLOOKS: Readonly<Record<Outlook, string>> = {
  transient: "it passes: worth trying again",
  ambiguous: "nobody knows whether it passes: worth a few tries",
  mendable: "not as it is: something can be changed",
  held: "held: nothing is lost, and it goes on when somebody has acted",
  permanent: "permanent: it would end the same way every time",
};

const SCOPES: Readonly<Record<CatalogueEntry["scope"], string>> = {
  attempt: "this try",
  job: "this job",
  account: "the whole account",
  host: "the host that serves the recording",
};

function meaning({ entry, outlook, certainty }: Explanation): string {
  const billed = certainty === "unknown" ? "; the provider may have acted on the request" : "";
  return `${OUTLOOKS[outlook]} (class ${entry.class}, reaches ${SCOPES[entry.scope]}${billed})`;
}

/** Attempts that end alike are told in one row. */
function verdictRows(verdicts: readonly Foreseen[]): readonly Row[] {
  const rows: { first: number; last: number; text: string }[] = [];
  for (const foreseen of verdicts) {
    const text = verdictText(foreseen);
    const before = rows.at(-1);
    if (before?.text === text) before.last = foreseen.attempt;
    else rows.push({ first: foreseen.attempt, last: foreseen.attempt, text });
  }
  return rows.map(({ first, last, text }) => [first === last ? `attempt ${first}` : `tries ${first} to ${last}`, text]);
}

function verdictText({ verdict, delayMs }: Foreseen): string {
  const range =
    delayMs !== null && delayMs.max > delayMs.min ? ` (${duration(delayMs.min)} to ${duration(delayMs.max)})` : "";
  const done = delayMs === null || range === "" ? decision(verdict) : decisionWithout(verdict);
  return `${done}${range}: ${verdict.reason} [${verdict.rule}]`;
}

/** The decision without its wait, which stands behind it as a range. */
function decisionWithout(verdict: Foreseen["verdict"]): string {
  switch (verdict.action) {
    case "retry":
      return "again";
    case "rewind":
      return `back to ${verdict.to}`;
    case "reconcile":
      return "to be looked up before anything is repeated";
    default:
      return decision(verdict);
  }
}

/** YAML, as own entries are written: a list item whose values are JSON, which YAML takes as it is. */
export function draftLines(draft: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(draft).map(
    ([name, value], index) => `${index === 0 ? "- " : "  "}${name}: ${JSON.stringify(value)}`,
  );
}
