import { SettingsError } from "../domain/errors.ts";
import type { PatternQuery } from "../domain/patterns.ts";
import type { JobStore } from "../domain/store.ts";
import type { Stats, StatsGrouping } from "./figures.ts";
import { statsOf } from "./stats.ts";

/** Which part of the past is meant, and what groups are wanted beside stages, faults and policies. */
export interface StatsQuery {
  /** A date, or wall time in ms: jobs that ended and faults that were met from then on. Default: all that the store has. */
  readonly since?: Date | number;
  /** A date, or wall time in ms: what was then or later is left out. Default: until now. */
  readonly until?: Date | number;
  /** Jobs of one run only. Default: all. */
  readonly run?: string;
  /** Figures for each provider, account, hour, or value of a tag (`tag:team`). Default: none. */
  readonly by?: "provider" | "account" | "hour" | `tag:${string}`;
}

/** @throws SettingsError `settings/time` for a time that is none or bounds that hold nothing, `settings/by` for other groups */
export async function statsIn(store: JobStore, query: StatsQuery): Promise<Stats> {
  const { pattern, by } = asked(query);
  return statsOf(await store.patterns(pattern), by);
}

function asked({ since, until, run, by }: StatsQuery): {
  readonly pattern: PatternQuery;
  readonly by: StatsGrouping | null;
} {
  const from = since === undefined ? undefined : timeOf(since, "since");
  const to = until === undefined ? undefined : timeOf(until, "until");
  if (from !== undefined && to !== undefined && from >= to) {
    throw new SettingsError("settings/time", "Nothing lies between since and until.", "Give a since before until.");
  }
  const grouping = by === undefined ? null : groupingOf(by);
  return {
    pattern: {
      ...(from === undefined ? {} : { since: from }),
      ...(to === undefined ? {} : { until: to }),
      ...(run === undefined ? {} : { run }),
      ...(grouping?.tag === undefined ? {} : { tag: grouping.tag }),
    },
    by: grouping?.by ?? null,
  };
}

/** Past these SQLite and JavaScript would not count alike. */
const MOST_MS = 8_640_000_000_000_000;

function timeOf(time: Date | number, field: string): number {
  const ms = Number(time);
  if (Number.isFinite(ms) && Math.abs(ms) <= MOST_MS) return Math.floor(ms);
  throw new SettingsError("settings/time", `${field} is no time.`, "Give a Date, or wall time in milliseconds.");
}

const PLAIN = ["provider", "account", "hour"] as const;

function groupingOf(by: string): { readonly by: StatsGrouping; readonly tag?: string } {
  if (by.startsWith("tag:") && by.length > "tag:".length) return { by: "tag", tag: by.slice("tag:".length) };
  const plain = PLAIN.find((name) => name === by);
  if (plain !== undefined) return { by: plain };
  throw new SettingsError(
    "settings/by",
    `by is ${JSON.stringify(by)}.`,
    "Use provider, account, hour, or tag:<name>. Stages, faults and policies are always there.",
  );
}
