import type { Word } from "../domain/transcript.ts";

/** Mean over the words whose confidence is known, 0 to 1; null when none is. */
export function meanConfidence(words: readonly Pick<Word, "confidence">[]): number | null {
  const known = words.flatMap(({ confidence }) => confidence ?? []);
  return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0) / known.length;
}
