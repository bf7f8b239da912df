import type { CatalogueEntry } from "../domain/catalogue-entry.ts";
import type { Claim, Sighting } from "./claim.ts";

const common = {
  description: "Something that the catalogue does not know.",
  advice: "Read the provider's words; if it goes on, send them to the provider's support.",
  class: "ambiguous",
  sample: null,
  source: "Tenuto",
  dated: "2026-11",
} as const;

/** What is left when no entry fits: named all the same, tried a few times, and shown with the words as they came. */
export function unknownOf({ provider, seen, status }: Sighting): Claim {
  return { entry: entryOf(provider, seen.includes("job"), status), params: {}, weight: [] };
}

function entryOf(provider: string, failedRun: boolean, status: number | null): CatalogueEntry {
  if (failedRun) {
    return { ...common, code: `${provider}/unknown-failure`, provider, seen: "job", scope: "job", remedy: "resubmit" };
  }
  if (status !== null) {
    return { ...common, code: `http/${status}`, provider: null, seen: "reply", scope: "attempt", remedy: "retry" };
  }
  return { ...common, code: "network/other", provider: null, seen: "socket", scope: "attempt", remedy: "retry" };
}
