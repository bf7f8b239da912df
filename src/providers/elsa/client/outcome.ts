import type { Fields } from "../../../domain/json-fields.ts";
import type { Transcript } from "../../../domain/transcript.ts";
import { parseAsr } from "../wire/asr.ts";
import { parseScripted } from "../wire/scripted.ts";
import { parseUnscripted } from "../wire/unscripted.ts";
import { scored } from "./scripted-scores.ts";
import { spokenOf } from "./spoken.ts";
import type { Told } from "./told.ts";
import { freelyScored } from "./unscripted-scores.ts";

/**
 * What an answer that came well comes to. One that is understood may still be of no use: then ELSA had nothing to score,
 * which is said in its own field and word, and asking again would be paid for again.
 */
export type Outcome =
  | { readonly usable: true; readonly transcript: Transcript }
  | { readonly usable: false; readonly complaint: string };

export interface Question {
  /** Whether scores were asked for; null where nobody remembers. */
  readonly scores: boolean | null;
  /** The sentences that were given; none for free speech, and where nobody remembers. */
  readonly script: readonly string[];
  /** The run's id, in async mode. */
  readonly remoteId: string | null;
}

/** Goes by the shape of the answer; null for one that is none, or none to this question. */
export function outcomeOf(fields: Fields, { scores, script, remoteId }: Question): Outcome | null {
  const told = toldBy(fields, script);
  if (told === null || "complaint" in told) return told === null ? null : { usable: false, ...told };
  if (scores === true && told.assessment === undefined) return null;
  // It knows English only.
  const constant = { provider: "elsa", remoteId, language: "en", rough: false } as const;
  return { usable: true, transcript: { ...constant, ...told, raw: fields } };
}

function toldBy(fields: Fields, script: readonly string[]): Told | { readonly complaint: string } | null {
  const scripted = parseScripted(fields);
  if (scripted !== null) return scored(scripted, script);
  const unscripted = parseUnscripted(fields);
  if (unscripted !== null) return freelyScored(unscripted);
  const asr = parseAsr(fields);
  return asr === null ? null : spokenOf(asr);
}
