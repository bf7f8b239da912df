import type { Evidence } from "../domain/evidence.ts";
import type { Fault } from "../domain/fault.ts";
import type { Catalogue } from "./catalogue.ts";
import { certaintyOf } from "./certainty.ts";
import { faultFrom } from "./fault-from.ts";
import { safeWords, shownParams } from "./naming.ts";
import { sightingOf } from "./sighting.ts";
import { shown, tell } from "./tell.ts";

/** Of what nobody knows more is kept than is shown: it may become an entry. */
const LONGEST_UNKNOWN = 1_000;

/**
 * Names what went wrong; null when nothing did. The most telling evidence decides: the words of a failed run, then the
 * provider's message and machine words with its status, its status alone, the status in general, last the socket's code.
 * Never throws, and takes time linear in the text.
 */
export function classify(evidence: Evidence, catalogue: Catalogue): Fault | null {
  const { heard, exchange, provider, stage, complaint, redact } = evidence;
  if (heard === "said") return null;
  const sighting = sightingOf(evidence);
  const [claim] = catalogue.claims(sighting);
  const { entry } = claim;
  return faultFrom(entry, {
    code: entry.code,
    message: tell({ provider, exchange, kind: entry.seen, words: safeWords(claim) ?? complaint }, redact),
    params: shownParams(claim, redact),
    ...(entry.unknown === true ? { words: shown(sighting.words, redact, LONGEST_UNKNOWN) } : {}),
    stage,
    certainty: entry.certainty ?? certaintyOf(exchange, heard === "failed"),
    notBefore: evidence.notBefore,
    at: evidence.now,
  });
}
