import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Transcript, Word } from "../domain/transcript.ts";
import { paragraphs } from "./paragraphs.ts";
import type { Passage } from "./passage.ts";
import { sentences } from "./sentences.ts";
import { timedWords } from "./words.ts";

const base: Omit<Transcript, "text" | "words" | "durationMs"> = {
  provider: "assemblyai",
  remoteId: null,
  language: null,
  confidence: null,
  rough: false,
  raw: null,
};

function transcriptOf(words: readonly Word[]): Transcript {
  return { ...base, words, text: words.map(({ text }) => text).join(" "), durationMs: null };
}

/** Words of half a second, one after the other; a number between them is a pause in ms. */
function speech(script: string, of: Partial<Word> = {}): Word[] {
  let at = 0;
  return script.split(" ").flatMap((text) => {
    const pause = /^\[(\d+)\]$/.exec(text)?.[1];
    at += pause === undefined ? 500 : Number(pause);
    return pause === undefined
      ? [{ text, startMs: at - 500, endMs: at, confidence: null, speaker: null, channel: null, ...of }]
      : [];
  });
}

const texts = (passages: readonly { readonly text: string }[]) => passages.map(({ text }) => text);

/** Words as a careless provider may send them: unordered, overlapping, ending before they start, empty. */
const anyTranscript = fc
  .array(
    fc.record({
      text: fc.oneof(
        fc.stringMatching(/^[A-Za-zé]{1,12}[.,!?]?$/),
        fc.constantFrom("", " ", "Mr.", "U.S.", "...", "。", "今天", "天气。", "two words"),
      ),
      startMs: fc.integer({ min: 0, max: 60_000 }),
      length: fc.integer({ min: -10, max: 5_000 }),
      confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      speaker: fc.constantFrom(null, null, "A", "B"),
      channel: fc.constantFrom(null, null, null, "1"),
    }),
    { maxLength: 80 },
  )
  .map((list) => list.map(({ length, ...word }): Word => ({ ...word, endMs: word.startMs + length })))
  .map(transcriptOf);

describe.each([
  ["sentences", sentences],
  ["paragraphs", paragraphs],
])("%s, of any words", (_, cutUp) => {
  test("hold every word once and in order", () => {
    fc.assert(
      fc.property(anyTranscript, (transcript) => {
        expect(cutUp(transcript).flatMap(({ words }) => words)).toEqual(timedWords(transcript).words);
      }),
    );
  });

  test("begin with their first word, end with the last to end, and have one speaker and channel", () => {
    fc.assert(
      fc.property(anyTranscript, (transcript) => {
        let start = 0;
        for (const { startMs, endMs, words, speaker, channel } of cutUp(transcript)) {
          expect(startMs).toBeGreaterThanOrEqual(start);
          expect(endMs).toBeGreaterThanOrEqual(startMs);
          expect(startMs).toBe(Math.min(...words.map((word) => word.startMs)));
          expect(endMs).toBe(Math.max(startMs, ...words.map((word) => word.endMs)));
          expect(new Set(words.map((word) => `${word.speaker} ${word.channel}`))).toEqual(
            new Set([`${speaker} ${channel}`]),
          );
          start = startMs;
        }
      }),
    );
  });

  test("are as sure as their words are on average", () => {
    fc.assert(
      fc.property(anyTranscript, (transcript) => {
        for (const { confidence, words } of cutUp(transcript)) {
          const known = words.map((word) => word.confidence).filter((one) => one !== null);
          if (known.length === 0) expect(confidence).toBeNull();
          else expect(confidence).toBeCloseTo(known.reduce((sum, one) => sum + one, 0) / known.length, 9);
        }
      }),
    );
  });
});

test("paragraphs are made of whole sentences", () => {
  const firstWords = (passages: readonly Passage[]) => passages.map(({ words: [first] }) => first);
  fc.assert(
    fc.property(anyTranscript, (transcript) => {
      // Copies of equal words must not be taken for one another.
      const apart = transcriptOf(transcript.words.map((word, index) => ({ ...word, confidence: index })));
      expect(firstWords(sentences(apart))).toEqual(expect.arrayContaining(firstWords(paragraphs(apart))));
    }),
  );
});

describe("a sentence", () => {
  test("ends with its mark, whatever the pauses within it", () => {
    const words = speech("He [5000] left. Mr. Smith stayed.");
    expect(texts(sentences(transcriptOf(words)))).toEqual(["He left.", "Mr. Smith stayed."]);
  });

  test("ends at a pause where the text has no marks at all", () => {
    const words = speech("go forward [800] ten [801] meters");
    expect(texts(sentences(transcriptOf(words)))).toEqual(["go forward ten", "meters"]);
  });

  test("ends where another speaker or channel begins", () => {
    const words = [
      ...speech("well I", { speaker: "A" }),
      ...speech("[1000] no", { speaker: "B" }),
      ...speech("[1500] yes.", { speaker: "B", channel: "2" }),
    ];
    expect(sentences(transcriptOf(words)).map(({ text, speaker, channel }) => [text, speaker, channel])).toEqual([
      ["well I", "A", null],
      ["no", "B", null],
      ["yes.", "B", "2"],
    ]);
  });

  test("is written without spaces where its script has none", () => {
    const words = speech("今天 天气 很好。 我 用 iPhone 去 公园！ วัน นี้");
    expect(texts(sentences(transcriptOf(words)))).toEqual(["今天天气很好。", "我用 iPhone 去公园！", "วันนี้"]);
  });

  test("of a text without words has estimated times, also where no spaces tell the words apart", () => {
    const chinese: Transcript = { ...base, words: [], text: "今天天气很好。「我们去公园吧！」", durationMs: 16_000 };
    expect(sentences(chinese).map(({ text, startMs, endMs }) => [text, startMs, endMs])).toEqual([
      ["今天天气很好。", 0, 6588],
      ["「我们去公园吧！」", 6588, 16_000],
    ]);
    expect(sentences({ ...chinese, durationMs: null })).toEqual([]);
  });
});

describe("a paragraph", () => {
  test("ends at a pause between two sentences, not within one", () => {
    const words = speech("One. [2000] Two. [2001] Three [5000] four.");
    expect(texts(paragraphs(transcriptOf(words)))).toEqual(["One. Two.", "Three four."]);
  });

  test("ends with its speaker", () => {
    const words = [...speech("Yes. Yes.", { speaker: "A" }), ...speech("[1000] No.", { speaker: "B" })];
    expect(texts(paragraphs(transcriptOf(words)))).toEqual(["Yes. Yes.", "No."]);
  });

  test("has room for about 600 letters, or for one longer sentence", () => {
    const sentence = (letters: number) => `${"a".repeat(letters - 1)}.`;
    const words = speech([100, 100, 400, 1, 700, 10].map(sentence).join(" "));
    expect(paragraphs(transcriptOf(words)).map(({ words: within }) => within.length)).toEqual([3, 1, 1, 1]);
  });
});

test("two hundred thousand words are no trouble, not even as one sentence", () => {
  const words = speech("some words that end here. ".repeat(40_000).trim());
  const transcript = transcriptOf(words);
  expect(sentences(transcript)).toHaveLength(40_000);
  expect(sentences({ ...transcript, words: words.map((word) => ({ ...word, text: "la" })) })).toHaveLength(1);
});
