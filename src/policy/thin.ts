import type { Policy } from "../domain/policy.ts";
import type { Transcript } from "../domain/transcript.ts";

/** What a transcript that holds too little lacks. */
export type Thin = "empty" | "cut";

/** Where there is sound in what was sent, ms. */
export interface SoundOfAudio {
  readonly fromMs: number;
  readonly toMs: number;
  readonly ms: number;
}

/**
 * Whether a transcript holds no word at all, or ends long before the recording's sound does: its words reach over less of
 * the time from the first sound to the last than the policy asks for. Null where it holds enough, where the recording is
 * short, or where nobody measured its sound: only an empty one is told then.
 */
export function thinness(
  { text, words }: Pick<Transcript, "text" | "words">,
  { durationMs, sound }: { readonly durationMs: number | null; readonly sound: SoundOfAudio | null },
  { coverage, fromMs }: Policy["thin"],
): Thin | null {
  if ((sound?.ms ?? durationMs ?? Number.POSITIVE_INFINITY) < fromMs) return null;
  if (text.trim() === "" && words.length === 0) return "empty";
  if (sound === null || words.length === 0) return null;
  const last = words.reduce((end, word) => Math.max(end, word.endMs), 0);
  const span = sound.toMs - sound.fromMs;
  return span > 0 && last - sound.fromMs < coverage * span ? "cut" : null;
}
