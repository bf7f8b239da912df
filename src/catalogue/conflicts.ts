import type { Seen } from "../domain/catalogue-entry.ts";
import { STAGES } from "../domain/stage.ts";
import { claimsOf, compareWeights, type Rule, type Sighting } from "./claim.ts";
import { normalise } from "./template.ts";

/** Why some entries could never be named, in sentences; empty for a sound catalogue. */
export function conflictsIn(rules: readonly Rule[]): readonly string[] {
  return rules.flatMap((rule) => {
    const lost = sightingsOf(rule).map((sighting) => rivalOf(rule, rules, sighting));
    const rival = lost.find((code) => code !== null);
    // A range is what is left over: it may lose some of its statuses, not all of them.
    const leftOver = rule.entry.statusRange !== undefined && lost.includes(null);
    return rival === undefined || rival === null || leftOver
      ? []
      : [`What belongs to ${rule.entry.code} is claimed by ${rival}.`];
  });
}

/** Who else claims it at least as strongly; null when the entry has it to itself. */
function rivalOf({ entry }: Rule, rules: readonly Rule[], sighting: Sighting): string | null {
  const [first, second] = claimsOf(rules, sighting);
  if (first === undefined) return "nobody";
  if (first.entry !== entry) return first.entry.code;
  return second !== undefined && compareWeights(first.weight, second.weight) === 0 ? second.entry.code : null;
}

/** Everything that an entry says it is there for: its sample and messages, at each of its stages and statuses. */
function sightingsOf({ entry }: Rule): readonly Sighting[] {
  const messages = [entry.message, ...(entry.wordings ?? [])].flatMap((template) => template ?? []);
  const texts = [...(entry.sample === null ? [] : [entry.sample]), ...messages.map(filled)];
  const sightings: Sighting[] = [];
  for (const text of (texts.length > 0 ? texts : [""]).map(normalise)) {
    for (const stage of entry.stages ?? STAGES) {
      for (const status of statusesOf(entry.status, entry.statusRange)) {
        for (const code of entry.codes?.map(anyOf) ?? [null]) {
          sightings.push({ provider: entry.provider ?? "any", stage, seen: together(entry.seen), status, code, text });
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

function statusesOf(
  status: readonly number[] | undefined,
  range: readonly [number, number] | undefined,
): readonly (number | null)[] {
  const inRange = range === undefined ? [] : Array.from({ length: range[1] - range[0] + 1 }, (_, i) => range[0] + i);
  const all = [...(status ?? []), ...inRange];
  return all.length > 0 ? all : [null];
}

const filled = (template: string): string => template.replace(/[{}]/g, "");
const anyOf = (code: string): string => code.replace("*", "ANYTHING");
