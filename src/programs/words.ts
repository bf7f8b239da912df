import type { Word } from "../domain/transcript.ts";

/** `word start end posterior`, times in seconds: what `-time yes` prints under the text of each utterance. */
const LINE = /^(\S+) (\d+\.\d+) (\d+\.\d+) (\d+\.\d+)$/;
/** `<s>`, `</s>`, `<sil>`, `[NOISE]`, `[SPEECH]`, `++BREATH++`: what the recogniser heard that is no word. */
const FILLER = /^(<.*>|\[.*\]|\+\+.*\+\+)$/;
/** `was(2)`: the second pronunciation of "was" in the dictionary. */
const VARIANT = /\(\d+\)$/;

/**
 * The words that `pocketsphinx_continuous -time yes` printed, the posterior as confidence. `leadMs` of silence were put
 * before the recording and are taken off the times.
 */
export function parseWords(stdout: string, leadMs: number): Word[] {
  const time = (seconds: string | undefined) => Math.max(0, Math.round(Number(seconds) * 1000) - leadMs);
  return stdout.split("\n").flatMap((line) => {
    const [, token, start, end, posterior] = LINE.exec(line.trimEnd()) ?? [];
    if (token === undefined || FILLER.test(token)) return [];
    const word: Word = {
      text: token.replace(VARIANT, ""),
      startMs: time(start),
      endMs: time(end),
      // Rounding in its logarithms takes some a little above 1.
      confidence: Math.min(1, Number(posterior)),
      speaker: null,
      channel: null,
    };
    return [word];
  });
}
