import type { Word } from "../domain/transcript.ts";
import { meanConfidence } from "./confidence.ts";
import type { Group } from "./grouped.ts";
import { joined } from "./spacing.ts";

/** Words that belong together, of one speaker and channel. */
export interface Passage {
  readonly text: string;
  /** Milliseconds from the start of the recording; from the first start to the last end of its words. */
  readonly startMs: number;
  readonly endMs: number;
  /** The mean of its words', 0 to 1; null where none of them has any. */
  readonly confidence: number | null;
  /** In order of their start. */
  readonly words: Group<Word>;
  readonly speaker: string | null;
  readonly channel: string | null;
}

export function passageOf(words: Group<Word>): Passage {
  const [{ startMs, speaker, channel }] = words;
  return {
    text: joined(words),
    startMs,
    endMs: words.reduce((end, word) => Math.max(end, word.endMs), startMs),
    confidence: meanConfidence(words),
    words,
    speaker,
    channel,
  };
}

/** Whether somebody else speaks, or the same on another channel. */
export function changesVoice(
  one: Pick<Word, "speaker" | "channel">,
  other: Pick<Word, "speaker" | "channel">,
): boolean {
  return one.speaker !== other.speaker || one.channel !== other.channel;
}
