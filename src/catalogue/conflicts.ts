import type { CatalogueEntry, Seen } from "../domain/catalogue-entry.ts";
import { STAGES } from "../domain/stage.ts";
import { claimsOf, compareWeights, type Rule, type Sighting } from "./claim.ts";
import { normalise } from "./normal-text.ts";
import { filledIn, placesIn } from "./template.ts";

/** An entry that another one would keep from being named. */
export interface Conflict {
  readonly code: string;
  /** The other one; null where not even the entry itself fits what it says of itself. */
  readonly rival: string | null;
  /** The text that both claim; empty where it is about statuses or codes alone. */
  readonly text: string;
}

/**
 * Why some entries could never be named; empty for a sound catalogue.
 *
 * @param isNew which rules may bring a conflict in; the others are known to go together. Default all
 */
export function conflictsIn(rules: readonly Rule[], isNew: (rule: Rule) => boolean = () => true): readonly Conflict[] {
  const added = rules.filter(isNew);
  return rules.flatMap((rule) => {
    const others = isNew(rule) ? rules : [rule, ...added];
    const found = sightingsOf(rule).map((sighting) => conflictAt(rule, others, sighting));
    const conflict = found.find((one) => one !== null);
    // A range is what is left over: it may lose some of its statuses, not all of them.
    const leftOver = rule.entry.statusRange !== undefined && found.includes(null);
    return conflict === undefined || conflict === null || leftOver ? [] : [conflict];
  });
}

export function conflictText({ code, rival, text }: Conflict): string {
  const what = text === "" ? `What belongs to ${code}` : `"${text}", which belongs to ${code},`;
  return rival === null ? `${what} fits none of its own messages.` : `${what} is claimed by ${rival}.`;
}

/** Who else claims it at least as strongly; null when the entry has it to itself. */
function conflictAt({ entry }: Rule, rules: readonly Rule[], sighting: Sighting): Conflict | null {
  const [first, second] = claimsOf(rules, sighting);
  const text = sighting.text.original(0, sighting.text.text.length);
  if (first === undefined) return { code: entry.code, rival: null, text };
  if (first.entry !== entry) {
    return { code: entry.code, rival: first.entry.unknown === true ? null : first.entry.code, text };
  }
  const tied = second !== undefined && compareWeights(first.weight, second.weight) === 0;
  return tied ? { code: entry.code, rival: second.entry.code, text } : null;
}

/** Everything that an entry says it is there for: its sample, messages and labels, at each of its stages and statuses. */
function sightingsOf({ entry, labels }: Rule): readonly Sighting[] {
  const messages = [entry.message, ...(entry.wordings ?? [])].flatMap((template) => template ?? []);
  const texts = [...(entry.sample === null ? [] : [entry.sample]), ...messages.map(exampleOf)];
  const said = [
    ...texts.map((text) => ({ text, labels: messages.length === 0 ? [...labels] : [] })),
    ...[...labels].map((label) => ({ text: "", labels: [label] })),
  ];
  const sightings: Sighting[] = [];
  for (const { text, labels } of said.length > 0 ? said : [{ text: "", labels: [] }]) {
    const normal = normalise(text);
    for (const stage of entry.stages ?? STAGES) {
      for (const status of statusesOf(entry)) {
        for (const code of entry.codes?.map(anyOf) ?? [null]) {
          const provider = entry.provider ?? "any";
          const seen = together(entry.seen);
          sightings.push({ provider, stage, kind: null, seen, status, code, labels, text: normal });
        }
      }
    }
  }
  return sightings;
}

/** A socket and a program both end without a reply: their codes must not be mistaken for each other's. */
function together(seen: Seen): readonly Seen[] {
  return seen === "socket" || seen === "program" ? ["socket", "program"] : [seen];
}

function statusesOf({ status, statusRange }: CatalogueEntry): readonly (number | null)[] {
  const [from, to] = statusRange ?? [1, 0];
  const all = [...(status ?? []), ...Array.from({ length: to - from + 1 }, (_, index) => from + index)];
  return all.length > 0 ? all : [null];
}

/** A template with a word of each parameter's name in its place. */
function exampleOf(template: string): string {
  return filledIn(template, Object.fromEntries(placesIn(template).map((name) => [name, name])));
}

const anyOf = (code: string): string => code.replace("*", "ANYTHING");
