import type { AssessedPhone, AssessedWord } from "../../domain/assessment.ts";
import type { Word } from "../../domain/transcript.ts";
import { chanceOf } from "../chance.ts";

/** A sound for each letter: enough to look like speech where nobody has a dictionary. */
const SOUNDS: Readonly<Record<string, string>> = {
  ...{ a: "AE", b: "B", c: "K", d: "D", e: "EH", f: "F", g: "G", h: "HH", i: "IH", j: "JH", k: "K", l: "L", m: "M" },
  ...{ n: "N", o: "AA", p: "P", q: "K", r: "R", s: "S", t: "T", u: "AH", v: "V", w: "W", x: "S", y: "Y", z: "Z" },
};

const WORST = 45;
const BEST = 99;
/** Below it somebody said another sound. */
const WRONG = 52;

/** The same recording and word always score the same, whatever the seed. */
const DRAWS = chanceOf(0);

/** Words with scores that nobody measured: drawn from the recording's hash. */
export function madeUpWords(words: readonly Word[], sha256: string, script: string): readonly AssessedWord[] {
  return words.map((word, index) => madeUpWord(word, (sound) => DRAWS.draw(sha256, script, index, sound)));
}

function madeUpWord({ text, startMs, endMs }: Word, draw: (sound: number) => number): AssessedWord {
  const sounds = [...text.toLowerCase()].flatMap((letter) => SOUNDS[letter] ?? []);
  const each = (endMs - startMs) / Math.max(1, sounds.length);
  const phones = sounds.map((phone, index): AssessedPhone => {
    const score = WORST + Math.round(draw(index) * (BEST - WORST));
    return {
      phone,
      startMs: Math.round(startMs + index * each),
      endMs: Math.round(startMs + (index + 1) * each),
      score,
      heard: score < WRONG ? "AH" : null,
    };
  });
  return { word: text, startMs, endMs, score: mean(phones.flatMap(({ score }) => score ?? [])), said: true, phones };
}

/** Rounded to a whole number; null of nothing. */
export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
}
