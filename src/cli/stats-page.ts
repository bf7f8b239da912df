import type { Figures, Stats } from "../engine/figures.ts";
import { attemptsChart } from "./attempts-chart.ts";
import { heatMap } from "./heat-map.ts";
import { momentWords } from "./moments.ts";
import type { Palette } from "./palette.ts";
import { costOf, money, type PriceIn } from "./price.ts";
import { wrapped } from "./printable.ts";
import { counted, duration } from "./quantities.ts";
import { percent } from "./shares.ts";
import type { StatsAsked } from "./stats-asked.ts";
import { faultTable, groupTable, policyTable, stageTable } from "./stats-tables.ts";

/** Faults that the overview names. */
const MOST_FAULTS = 8;
/** Hours that are told one by one. */
const MOST_GROUPS = 100;

/** What a page is drawn with. */
export interface Sheet {
  readonly columns: number;
  readonly palette: Palette;
  /** Wall time, ms. */
  readonly now: number;
}

/** All that the figures tell a person: the whole, or what was asked for of it. */
export function statsPage(stats: Stats, asked: StatsAsked, sheet: Sheet): string[] {
  return [...headline(stats.all, asked, sheet), ...sections(stats, asked, sheet), ...forgottenLines(stats, sheet)];
}

function sections(stats: Stats, asked: StatsAsked, { columns, palette, now }: Sheet): string[] {
  const { view, head, since, until, price } = asked;
  switch (view) {
    case "stage":
      return section("", stageTable(stats.stages, columns, palette), palette);
    case "fault":
      return section("", faultTable(stats.faults, columns, palette), palette);
    case "policy":
      return section("", policyTable(stats.policies, columns, palette), palette);
    case "group": {
      const groups = stats.groups ?? [];
      const shown = head === "hour" ? groups.slice(-MOST_GROUPS) : groups.slice(0, MOST_GROUPS);
      const rest = groups.length - shown.length;
      const which = head === "hour" ? "earlier hours" : "more";
      const note = rest === 0 ? [] : [palette.calm(`${rest} ${which} are left out; --json has all of them.`)];
      return [...section("", groupTable(shown, head, columns, palette), palette), ...note];
    }
    case null: {
      const stretch = { since, until: until ?? (since === null ? null : now) };
      const faults = stats.faults.slice(0, MOST_FAULTS);
      const more = stats.faults.length - faults.length;
      const rest =
        more === 0 ? [] : [palette.calm(`${counted(more, "more kind", "more kinds")}; --by fault names them.`)];
      return [
        ...costLines(stats.all, price, columns),
        ...section("done at attempt", attemptsChart(stats.attempts, columns, palette), palette),
        ...section("stages", stageTable(stats.stages, columns, palette), palette),
        ...section("faults by stage and hour", heatMap(stats.hours, stretch, columns, palette), palette),
        ...section("faults", [...faultTable(faults, columns, palette), ...rest], palette),
        ...section("policies", policyTable(stats.policies, columns, palette), palette),
      ];
    }
    default:
      return view satisfies never;
  }
}

function headline(all: Figures, { since, until }: StatsAsked, { columns, palette }: Sheet): string[] {
  const ended = all.completed + all.failed + all.canceled;
  const from = since === null ? "" : ` since ${momentWords(since)}`;
  const to = until === null ? "" : ` before ${momentWords(until)}`;
  const parts = [
    `${all.completed} done`,
    ...(all.failed > 0 ? [`${all.failed} failed`] : []),
    ...(all.canceled > 0 ? [`${all.canceled} canceled`] : []),
  ];
  const open = all.unfinished === 0 ? "" : `; ${all.unfinished} not over`;
  const line = `${counted(ended, "job")} ended${from}${to}: ${parts.join(", ")}${open}`;
  return wrapped(line, columns).map((each) => palette.strong(each));
}

const LABEL_COLUMNS = 19;

/** What went well and what it took, each in a line, or in more where there is no room. */
function costLines(all: Figures, price: PriceIn | null, columns: number): string[] {
  const ended = all.completed + all.failed;
  const ofAll = (count: number): string => (ended === 0 ? String(count) : `${count} (${percent(count / ended)})`);
  const perJob = ended === 0 ? "" : `, ${duration(all.lostMs / ended)} a job`;
  const waiting = all.waiting === 0 ? "" : `; ${all.waiting} of them wait now`;
  const rows: readonly (readonly [string, string])[] = [
    ["at first attempt", ofAll(all.atFirst)],
    ["recovered", `${ofAll(all.recovered)}: something went wrong, and they were done all the same`],
    ["lost", ofAll(all.failed)],
    ["faults", all.faults === 0 ? "0" : `${all.faults}; they took ${duration(all.lostMs)} in all${perJob}${waiting}`],
    ["billed again", billedAgain(all, price)],
    ...(all.failovers === 0 ? [] : [["went on elsewhere", counted(all.failovers, "time")] as const]),
    ...(all.thin === 0 ? [] : [["thin transcripts", String(all.thin)] as const]),
  ];
  return rows.flatMap(([label, words]) =>
    wrapped(words, Math.max(20, columns - LABEL_COLUMNS - 2)).map(
      (line, index) => `  ${(index === 0 ? label : "").padEnd(LABEL_COLUMNS)}${line}`,
    ),
  );
}

function billedAgain({ runsAgain, againMs }: Figures, price: PriceIn | null): string {
  if (runsAgain === 0) return "nothing";
  const cost = price === null ? "" : `: ${money(costOf(price, againMs))} ${price.currency} at ${price.text}`;
  return `perhaps ${counted(runsAgain, "run")} in vain, ${duration(againMs)} of audio${cost}`;
}

/** Nothing where there is nothing to show. */
function section(title: string, lines: readonly string[], palette: Palette): string[] {
  if (lines.length === 0) return [];
  return ["", ...(title === "" ? [] : [palette.strong(title)]), ...lines];
}

function forgottenLines({ forgotten }: Stats, { columns, palette }: Sheet): string[] {
  if (forgotten === 0) return [];
  const words = `${counted(forgotten, "job")} of that time were forgotten since (prune, delete): no figure here counts them.`;
  return ["", ...wrapped(words, columns).map((line) => palette.warn(line))];
}
