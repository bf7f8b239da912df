import { SettingsError } from "../domain/errors.ts";
import type { StatsQuery } from "../engine/stats-query.ts";
import { readMoment } from "./moments.ts";
import { type PriceIn, readPriceIn } from "./price.ts";
import { printable } from "./printable.ts";

export interface StatsFlags {
  readonly store?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly by?: string | undefined;
  readonly run?: string | undefined;
  /** Such as `0.27USD/h`. */
  readonly price?: string | undefined;
  readonly json?: boolean | undefined;
}

/** What is told by itself; null for the overview. */
export type StatsView = "stage" | "fault" | "policy" | "group" | null;

/** What somebody wants to know. Times are wall time, ms. */
export interface StatsAsked {
  readonly since: number | null;
  readonly until: number | null;
  readonly query: StatsQuery;
  readonly view: StatsView;
  /** The heading of the groups. */
  readonly head: string;
  readonly price: PriceIn | null;
}

/**
 * Reads all flags before a store is opened; what comes back needs to know the time, ms. Throws `SettingsError`
 * `settings/time`, `settings/by` and `settings/price`, each with its flag, and what comes back `settings/time` where there
 * is nothing between both times.
 */
export function readStatsFlags(flags: StatsFlags): (now: number) => StatsAsked {
  const since = flags.since === undefined ? null : readMoment("--since", flags.since);
  const until = flags.until === undefined ? null : readMoment("--until", flags.until);
  const { view, head, by } = groupingOf(flags.by);
  const price = flags.price === undefined ? null : readPriceIn(flags.price);
  return (now) => {
    const bounds = { since: since?.(now) ?? null, until: until?.(now) ?? null };
    requireRoom(bounds, flags, now);
    const query = {
      ...(bounds.since === null ? {} : { since: bounds.since }),
      ...(bounds.until === null ? {} : { until: bounds.until }),
      ...(flags.run === undefined ? {} : { run: flags.run }),
      ...(by === null ? {} : { by }),
    };
    return { ...bounds, view, head, price, query };
  };
}

function requireRoom({ since, until }: Pick<StatsAsked, "since" | "until">, flags: StatsFlags, now: number): void {
  if (since === null || since < (until ?? now)) return;
  const end = until === null ? "now" : `--until ${printable(flags.until ?? "")}`;
  throw new SettingsError(
    "settings/time",
    `--since ${printable(flags.since ?? "")} does not come before ${end}.`,
    "Give a --since that is earlier.",
  );
}

type Grouping = Pick<StatsAsked, "view" | "head"> & { readonly by: NonNullable<StatsQuery["by"]> | null };

function groupingOf(by: string | undefined): Grouping {
  switch (by) {
    case undefined:
      return { view: null, head: "", by: null };
    case "stage":
    case "fault":
    case "policy":
      return { view: by, head: by, by: null };
    case "provider":
    case "account":
    case "hour":
      return { view: "group", head: by, by };
    default: {
      const [, tag] = /^tag:(.+)$/s.exec(by) ?? [];
      if (tag !== undefined) return { view: "group", head: printable(tag), by: `tag:${tag}` };
      throw new SettingsError(
        "settings/by",
        `--by is ${JSON.stringify(printable(by))}.`,
        "Use provider, account, stage, fault, policy, hour, or tag:<name>.",
      );
    }
  }
}
