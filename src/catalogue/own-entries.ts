import type { CatalogueEntry } from "../domain/catalogue-entry.ts";
import { ruleOf } from "./claim.ts";
import { type EntryProblem, problem, shown } from "./entry-problem.ts";
import { conflictsWith } from "./own-conflicts.ts";
import { problemsIn } from "./own-entry-checks.ts";
import type { RawEntry, RawOverride } from "./own-entry-shape.ts";
import { readItem } from "./own-item.ts";
import { UNKNTENUTO_ERRORS } from "./unknown.ts";

type Lists = readonly (readonly CatalogueEntry[])[];

/** The built-in lists with somebody's own entries in them, or all that is wrong with these. */
export type OwnEntries =
  | { readonly kind: "read"; readonly lists: Lists }
  | { readonly kind: "refused"; readonly problems: readonly EntryProblem[] };

/** Each is compared with all others before anything is accepted: so many take a second. */
const MOST_ENTRIES = 1_000;

/**
 * Checks somebody's own entries and overrides, an array of `OwnEntry` from anywhere, and lays them over the built-in
 * ones. Checked are the shape, the templates, the codes, and that no entry keeps another one from being named.
 *
 * @param builtIn sound lists, such as `buildCatalogue` takes; what is read is sound as well, and need not be checked again
 */
export function readOwnEntries(items: unknown, builtIn: Lists): OwnEntries {
  if (!Array.isArray(items))
    return refused([problem([], `a list of entries is expected, and this is ${shown(items)}`)]);
  if (items.length > MOST_ENTRIES) {
    return refused([problem([], `these are ${items.length} entries, and ${MOST_ENTRIES} is the most`)]);
  }
  const read = items.map(readItem);
  const problems = problemsIn(read, [...builtIn.flat(), ...UNKNTENUTO_ERRORS]);
  if (problems.length > 0) return refused(problems);
  const changed = new Map(
    read.flatMap((item) => (item.kind === "override" ? [[item.raw.overrides, item.raw] as const] : [])),
  );
  const lists = [
    ...builtIn.map((list) => list.map((entry) => overridden(entry, changed.get(entry.code)))),
    read.flatMap((item) => (item.kind === "entry" ? [entryFrom(item.raw)] : [])),
  ];
  const conflicts = conflictsWith(read, [...lists.flat(), ...UNKNTENUTO_ERRORS].map(ruleOf));
  return conflicts.length > 0 ? refused(conflicts) : { kind: "read", lists };
}

function refused(problems: readonly EntryProblem[]): OwnEntries {
  return { kind: "refused", problems };
}

function entryFrom(raw: RawEntry): CatalogueEntry {
  const codes = raw.codes?.map((code) => code.toUpperCase());
  const { provider = null, sample = null, source = "own entry", dated = "undated" } = raw;
  return present({ ...raw, codes, provider, sample, source, dated });
}

function overridden(entry: CatalogueEntry, raw: RawOverride | undefined): CatalogueEntry {
  if (raw === undefined) return entry;
  const { overrides: _code, wordings, labels, ...others } = raw;
  return {
    ...entry,
    ...present(others),
    ...(wordings === undefined ? {} : { wordings: [...(entry.wordings ?? []), ...wordings] }),
    ...(labels === undefined ? {} : { labels: [...(entry.labels ?? []), ...labels] }),
  };
}

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Without the fields that are undefined: an entry has a field or has it not. */
function present<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
}
