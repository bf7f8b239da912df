import type { CatalogueEntry } from "../domain/catalogue-entry.ts";
import type { Claim } from "./claim.ts";

const unknown = {
  provider: null,
  unknown: true,
  class: "ambiguous",
  sample: null,
  source: "Tenuto",
  dated: "2026-11",
} as const;

/** A status outside 300 to 599 means nothing to anybody; a catalogue without general entries knows no status at all. */
const ODD_STATUS = {
  ...unknown,
  code: "http/other",
  seen: "reply",
  description: "The reply has a status that the catalogue does not know.",
  advice: "Read the reply's words; a proxy may answer in the provider's place.",
  scope: "attempt",
  remedy: "retry",
} as const satisfies CatalogueEntry;

/**
 * What is left when no entry fits: named all the same, tried a few times, and shown with the words as they came. One for
 * each place where a fault is seen, so that whatever happens has a name.
 */
export const UNKNTENUTO_ERRORS: readonly CatalogueEntry[] = [
  ODD_STATUS,
  {
    ...unknown,
    code: "provider/unknown-failure",
    seen: "job",
    description: "The run failed with words that the catalogue does not know.",
    advice: "Read the provider's words; if it goes on, send them to the provider's support.",
    scope: "job",
    remedy: "resubmit",
  },
  {
    ...unknown,
    code: "network/other",
    seen: "socket",
    description: "The exchange ended without a reply, in a way that the catalogue does not know.",
    advice: "Read the message; if it goes on, check the network.",
    class: "network",
    scope: "attempt",
    remedy: "retry",
  },
  {
    ...unknown,
    code: "audio/other",
    seen: "audio",
    description: "The inspection found something that the catalogue does not know.",
    advice: "Play the recording; if it plays, convert it to 16 kHz mono WAV.",
    class: "audio",
    scope: "job",
    remedy: "fail",
  },
];

/** What is said of something that is seen where no entry looks. */
export const UNCLAIMED: Claim = {
  entry: ODD_STATUS,
  params: {},
  match: { template: null, label: null, status: null, code: null },
  weight: [],
};
