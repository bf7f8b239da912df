import type { Rule } from "./claim.ts";
import { type Conflict, conflictsIn } from "./conflicts.ts";
import { type EntryProblem, problem, shown } from "./entry-problem.ts";
import { normalise } from "./normal-text.ts";
import type { ReadItem } from "./own-item.ts";
import { type Templates, templatesOf } from "./own-templates.ts";
import { filledIn, placesIn } from "./template.ts";

/** The conflicts that somebody's own items are part of, one at each item that brought any in. */
export function conflictsWith(read: readonly ReadItem[], rules: readonly Rule[]): readonly EntryProblem[] {
  const indexOf = new Map<string, number>();
  for (const [index, item] of read.entries()) {
    if (item.kind === "entry") indexOf.set(item.raw.code, index);
    else if (item.kind === "override") indexOf.set(item.raw.overrides, index);
  }
  const found = new Map<number, EntryProblem>();
  for (const conflict of conflictsIn(rules, ({ entry }) => indexOf.has(entry.code))) {
    const victim = indexOf.get(conflict.code);
    const index = victim ?? (conflict.rival === null ? undefined : indexOf.get(conflict.rival));
    const item = index === undefined ? undefined : read[index];
    if (index === undefined || item === undefined || item.kind === "wrong") continue;
    // Of two that claim the same, each may lose somewhere: one word about it is enough, best the one that knows the field.
    if (victim === undefined && found.has(index)) continue;
    const field = victim === undefined ? [] : placeOf(conflict.text, item.raw);
    found.set(index, problem([index, ...field], conflictReason(conflict, victim !== undefined)));
  }
  return [...found.values()];
}

function conflictReason({ code, rival, text }: Conflict, isVictim: boolean): string {
  const what = text === "" ? "what it is known by" : shown(text);
  if (rival === null) return `${what} fits none of its own messages`;
  return isVictim
    ? `${what} is claimed by ${rival}: say more, or override that entry`
    : `it would claim ${text === "" ? "what belongs" : `${what}, which belongs`} to ${code}: say more, or override that entry`;
}

/** The field of an item that a text was taken from. */
function placeOf(
  text: string,
  raw: Templates & { readonly sample?: string | null | undefined },
): readonly (string | number)[] {
  const plain = (one: string): string => normalise(one).text;
  const wanted = plain(text);
  if (raw.sample != null && plain(raw.sample) === wanted) return ["sample"];
  const filled = (template: string) =>
    filledIn(template, Object.fromEntries(placesIn(template).map((name) => [name, name])));
  return templatesOf(raw).find(([template]) => plain(filled(template)) === wanted)?.[1] ?? [];
}
