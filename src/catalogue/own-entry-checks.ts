import type { CatalogueEntry, Seen } from "../domain/catalogue-entry.ts";
import { STAGES } from "../domain/stage.ts";
import { type EntryProblem, problem, shown } from "./entry-problem.ts";
import type { RawEntry, RawOverride } from "./own-entry-shape.ts";
import type { ReadItem } from "./own-item.ts";
import { type Templates, templatesOf, troubleWith } from "./own-templates.ts";
import { TENUTO_ENTRIES } from "./tenuto-errors.ts";
import { UNKNTENUTO_ERRORS } from "./unknown.ts";

/** An entry is compared with all others at each of its statuses, codes, stages and texts. */
const MOST_CASES = 2_500;

/** The same over all of them. */
const MOST_CASES_IN_ALL = 10_000;

/** With what codes of somebody's own begin, so that they never meet one of a later version. */
const OWN = "own/";

/** What an entry can be known by; the provider, the kind and the stage only narrow it. */
const EVIDENCE = ["message", "wordings", "labels", "status", "statusRange", "codes"] as const;

/** What a fault that is seen so has none of: an entry that asks for it could never be named. */
const NEVER: Readonly<Record<Seen, readonly (keyof RawEntry)[]>> = {
  reply: ["codes"],
  job: ["codes", "labels"],
  garbled: [],
  socket: ["status", "statusRange", "labels"],
  program: ["status", "statusRange", "labels"],
  audio: ["status", "statusRange", "labels"],
};

type Known = ReadonlyMap<string, CatalogueEntry>;

/** What is wrong with items by themselves and beside the built-in entries, each taken alone and for its code. */
export function problemsIn(read: readonly ReadItem[], builtIn: readonly CatalogueEntry[]): readonly EntryProblem[] {
  const known: Known = new Map(builtIn.map((entry) => [entry.code, entry]));
  const problems = read.flatMap((item, index): readonly EntryProblem[] => {
    switch (item.kind) {
      case "wrong":
        return item.problems;
      case "entry":
        return problemsOfEntry(item.raw, index, known);
      case "override":
        return problemsOfOverride(item.raw, index, known);
      default:
        return item satisfies never;
    }
  });
  return [...problems, ...takenTwice(read), ...tooManyCases(read)];
}

function problemsOfEntry(raw: RawEntry, index: number, known: Known): readonly EntryProblem[] {
  const problems: EntryProblem[] = [];
  const complain = (field: keyof RawEntry, why: string) => problems.push(problem([index, field], why));
  const { code, provider = null, seen } = raw;
  if (known.has(code)) complain("code", `there is a built-in entry ${code}: write "overrides" to change it`);
  else if (!code.startsWith(OWN)) {
    complain(
      "code",
      `a code of your own begins with ${OWN}, so that it never meets one of a later version: ${OWN}${slug(code)}`,
    );
  }
  const providers = [...new Set([...known.values()].flatMap((entry) => entry.provider ?? []))];
  if (provider !== null && !providers.includes(provider)) {
    complain("provider", `there is no provider ${shown(provider)}, but ${providers.join(", ")}`);
  }
  if (EVIDENCE.every((field) => raw[field] === undefined)) {
    problems.push(problem([index], `it fits anything: say what it is known by, with one of ${EVIDENCE.join(", ")}`));
  }
  for (const field of NEVER[seen]) {
    if (raw[field] === undefined) continue;
    complain(field, `with "seen: ${seen}" there is no ${field} to compare, so it could never be named`);
  }
  if (casesOf(raw) > MOST_CASES) {
    const why = `its texts, statuses, codes and stages make ${casesOf(raw)} cases, and ${MOST_CASES} is the most`;
    problems.push(problem([index], why));
  }
  return [...problems, ...problemsOfTemplates(raw, index, raw.parameters ?? {})];
}

const slug = (code: string): string => code.replaceAll("/", "-");

function problemsOfOverride(raw: RawOverride, index: number, known: Known): readonly EntryProblem[] {
  const { overrides: code, wordings, labels } = raw;
  const entry = known.get(code);
  if (entry === undefined) {
    return [problem([index, "overrides"], `there is no built-in entry ${shown(code)}; tenuto errors lists them`)];
  }
  if (Object.hasOwn(TENUTO_ENTRIES, code)) {
    return [problem([index, "overrides"], `${code} is what Tenuto itself found, and what it does about it stands`)];
  }
  if (UNKNTENUTO_ERRORS.includes(entry)) {
    const why = `${code} is what is left when nobody knows a fault: write an entry for those that you know`;
    return [problem([index, "overrides"], why)];
  }
  const problems = [...problemsOfTemplates(raw, index, entry.parameters ?? {})];
  if (Object.keys(raw).length === 1) problems.push(problem([index], `it changes nothing of ${code}`));
  const isWorded = [entry.message, entry.wordings, entry.labels].some((field) => field !== undefined);
  for (const [field, value] of Object.entries({ wordings, labels })) {
    if (value === undefined || isWorded) continue;
    const why = `${code} is known without words, and with some it would be named less often: write an entry of its own`;
    problems.push(problem([index, field], why));
  }
  if (NEVER[entry.seen].includes("labels") && labels !== undefined) {
    problems.push(problem([index, "labels"], `with "seen: ${entry.seen}" there are no labels to compare`));
  }
  return problems;
}

function problemsOfTemplates(templates: Templates, index: number, parameters: object): readonly EntryProblem[] {
  return templatesOf(templates).flatMap(([template, path]) => {
    const why = troubleWith(template, Object.keys(parameters));
    return why === null ? [] : [problem([index, ...path], why)];
  });
}

function takenTwice(read: readonly ReadItem[]): readonly EntryProblem[] {
  const first = new Map<string, number>();
  return read.flatMap((item, index) => {
    if (item.kind === "wrong") return [];
    const field = item.kind === "entry" ? "code" : "overrides";
    const code = item.kind === "entry" ? item.raw.code : item.raw.overrides;
    const before = first.get(`${field} ${code}`);
    if (before === undefined) {
      first.set(`${field} ${code}`, index);
      return [];
    }
    const which = `entry ${before + 1} of the list`;
    return [
      problem(
        [index, field],
        field === "code" ? `${which} has the code ${code} too` : `${which} overrides ${code} too`,
      ),
    ];
  });
}

function tooManyCases(read: readonly ReadItem[]): readonly EntryProblem[] {
  let cases = 0;
  const index = read.findIndex((item) => {
    cases += item.kind === "entry" ? casesOf(item.raw) : 0;
    return cases > MOST_CASES_IN_ALL;
  });
  const why = `up to here the texts, statuses, codes and stages make ${cases} cases, and ${MOST_CASES_IN_ALL} is the most`;
  return index < 0 ? [] : [problem([index], why)];
}

/** As many as the check for conflicts looks at. */
function casesOf({
  message,
  wordings = [],
  sample,
  labels = [],
  status = [],
  statusRange,
  codes,
  stages,
}: RawEntry): number {
  const texts = [message, sample].filter((text) => text != null).length + wordings.length + labels.length;
  const statuses = status.length + (statusRange === undefined ? 0 : statusRange[1] - statusRange[0] + 1);
  return [texts, statuses, codes?.length ?? 1, stages?.length ?? STAGES.length].reduce(
    (all, one) => all * Math.max(1, one),
    1,
  );
}
