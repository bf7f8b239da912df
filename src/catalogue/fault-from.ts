import type { CatalogueEntry } from "../domain/catalogue-entry.ts";
import type { Fault } from "../domain/fault.ts";

/** What an entry cannot know of a fault: the single case. */
export type Occurrence = Pick<Fault, "code" | "message" | "params" | "stage" | "certainty" | "notBefore" | "at">;

/** A fault of the kind that an entry describes. */
export function faultFrom(entry: CatalogueEntry, occurrence: Occurrence): Fault {
  return {
    ...occurrence,
    class: entry.class,
    scope: entry.scope,
    remedy: entry.remedy,
    attempts: entry.attempts ?? null,
    pace: entry.pace ?? null,
    advice: entry.advice,
  };
}
