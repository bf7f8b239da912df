import { expect, test } from "vitest";
import { parseWords } from "./words.ts";

/** As pocketsphinx_continuous 0.8+5prealpha printed it, two utterances of different clips. */
const PRINTED = `he was not an illness closed young man
<s> 0.140 0.220 1.000200
he 0.230 0.330 0.993222
was(2) 0.340 0.560 0.993123
[SPEECH] 0.990 1.120 0.527464
</s> 2.810 2.980 1.000000

<s> 0.000 0.020 0.998301
made 1.340 1.680 1.000100
<sil> 1.900 2.170 0.886553
</s> 5.980 6.320 1.000000
`;

test("keeps the words with their times and posteriors, without pronunciations, pauses and noises", () => {
  const none = { speaker: null, channel: null };
  expect(parseWords(PRINTED, 0)).toEqual([
    { text: "he", startMs: 230, endMs: 330, confidence: 0.993222, ...none },
    { text: "was", startMs: 340, endMs: 560, confidence: 0.993123, ...none },
    { text: "made", startMs: 1340, endMs: 1680, confidence: 1, ...none },
  ]);
});

test("finds no word where nothing was heard", () => {
  expect(parseWords("", 0)).toEqual([]);
});

test("takes the silence before the recording off the times", () => {
  expect(parseWords("go 0.470 0.640 0.9\n", 300)).toMatchObject([{ startMs: 170, endMs: 340 }]);
  expect(parseWords("go 0.270 0.640 0.9\n", 300)).toMatchObject([{ startMs: 0, endMs: 340 }]);
});
