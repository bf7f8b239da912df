import type { CatalogueEntry } from "../domain/catalogue-entry.ts";
import type { Fault } from "../domain/fault.ts";

/** What an entry cannot know of a fault: the single case. */
export type Occurrence = Pick<
  Fault,
  "code" | "message" | "params" | "words" | "stage" | "certainty" | "notBefore" | "at"
>;

/** A fault of the kind that an entry describes. Written out, since it is made at every failure and a spread is slow. */
export function faultFrom(entry: CatalogueEntry, occurrence: Occurrence): Fault {
  const { code, message, params, words, stage, certainty, notBefore, at } = occurrence;
  return {
    code,
    message,
    params,
    ...(words === undefined ? {} : { words }),
    stage,
    class: entry.class,
    scope: entry.scope,
    certainty,
    remedy: entry.remedy,
    attempts: entry.attempts ?? null,
    pace: entry.pace ?? null,
    advice: entry.advice,
    notBefore,
    at,
  };
}
