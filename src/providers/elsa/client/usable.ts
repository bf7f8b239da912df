import { GOOD_QUALITY, RELEVANT } from "../wire.ts";

/** Longest word of ELSA's that is repeated, in UTF-16 units. */
const LONGEST = 100;

/** Why a recording was of no use, in the form that the catalogue knows; null for a good one, or where nothing is said. */
export function qualityComplaint(quality: string | null): string | null {
  const word = quality?.trim() ?? "";
  return word === "" || word.toLowerCase() === GOOD_QUALITY ? null : `recording_quality: ${word.slice(0, LONGEST)}`;
}

/** Why an attempt was none at the sentence; null for a good one, or where nothing is said. */
export function attemptComplaint(attempt: string | null): string | null {
  const word = attempt?.trim() ?? "";
  return word === "" || word.toUpperCase() === RELEVANT ? null : `attempt_type: ${word.slice(0, LONGEST)}`;
}
