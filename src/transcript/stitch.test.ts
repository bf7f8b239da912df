import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Transcript, Word } from "../domain/transcript.ts";
import { stitch } from "./stitch.ts";

interface Piece {
  readonly fromMs: number;
  readonly toMs: number;
}

function transcriptOf(words: readonly Word[], about: Partial<Transcript> = {}): Transcript {
  return {
    provider: "local",
    remoteId: "run",
    text: words.map(({ text }) => text).join(" "),
    words,
    language: "en",
    confidence: null,
    durationMs: null,
    rough: false,
    raw: { said: words.length },
    ...about,
  };
}

const word = (text: string, startMs: number, endMs: number, speaker: string | null = null): Word => {
  return { text, startMs, endMs, confidence: null, speaker, channel: null };
};

/** What a recogniser hears of a piece: whole words, and of words that the cut goes through something else. */
function heard(words: readonly Word[], { fromMs, toMs }: Piece, driftMs = 0): Transcript {
  const within = words.filter((one) => one.endMs > fromMs && one.startMs < toMs);
  const said = within.map((one) => {
    const isWhole = one.startMs >= fromMs && one.endMs <= toMs;
    const [startMs, endMs] = [Math.max(one.startMs, fromMs), Math.min(one.endMs, toMs)];
    const moved = { startMs: startMs - fromMs + driftMs, endMs: endMs - fromMs + driftMs };
    return { ...one, ...moved, text: isWhole ? one.text : `uh${one.text}` };
  });
  return transcriptOf(said, { durationMs: toMs - fromMs });
}

function stitched(pieces: readonly Piece[], hear: (piece: Piece, index: number) => Transcript): Transcript {
  const [first = { fromMs: 0, toMs: 0 }, ...others] = pieces;
  return others.reduce((all, piece, index) => stitch(all, hear(piece, index + 1), piece.fromMs), hear(first, 0));
}

/** Somebody who speaks without a pause and repeats himself. */
const speech = fc
  .array(fc.tuple(fc.constantFrom("and", "so", "ask", "not", "what", "you"), fc.integer({ min: 150, max: 700 })), {
    minLength: 60,
    maxLength: 200,
  })
  .map((said) => {
    let at = 0;
    return said.map(([text, lengthMs]) => {
      at += lengthMs;
      return word(text, at - lengthMs, at);
    });
  });
const cuts = fc.array(fc.integer({ min: 8_000, max: 15_000 }), { minLength: 1, maxLength: 8 });

function overlapping(words: readonly Word[], lengths: readonly number[]): Piece[] {
  const totalMs = words.at(-1)?.endMs ?? 0;
  const pieces: Piece[] = [];
  let fromMs = 0;
  for (const length of lengths) {
    if (fromMs + length >= totalMs - 1_000) break;
    pieces.push({ fromMs, toMs: fromMs + length });
    fromMs += length - 5_000;
  }
  return [...pieces, { fromMs, toMs: totalMs }];
}

describe("stitching pieces that overlap", () => {
  test("gives every word once, at its time, whatever was heard of those that were cut through", () => {
    fc.assert(
      fc.property(speech, cuts, (words, lengths) => {
        const all = stitched(overlapping(words, lengths), (piece) => heard(words, piece));
        expect(all.words.map(({ text, startMs, endMs }) => [text, startMs, endMs])).toEqual(
          words.map(({ text, startMs, endMs }) => [text, startMs, endMs]),
        );
        expect(all.text).toBe(words.map(({ text }) => text).join(" "));
      }),
    );
  });

  test("gives every word once when the pieces time it a little differently", () => {
    fc.assert(
      fc.property(
        speech,
        cuts,
        fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 9, maxLength: 9 }),
        (words, lengths, drifts) => {
          const all = stitched(overlapping(words, lengths), (piece, index) => heard(words, piece, drifts[index]));
          expect(all.words.map(({ text }) => text)).toEqual(words.map(({ text }) => text));
          for (const [index, { startMs, endMs }] of all.words.entries()) {
            expect(startMs).toBeGreaterThanOrEqual(all.words[index - 1]?.startMs ?? 0);
            expect(endMs).toBeGreaterThanOrEqual(startMs);
            expect(Math.abs(startMs - (words[index]?.startMs ?? 0))).toBeLessThanOrEqual(90);
          }
        },
      ),
    );
  });

  test("goes over in the middle where both heard something else", () => {
    const before = transcriptOf([word("one", 0, 900), word("two", 5_000, 5_900), word("three", 8_000, 9_000)]);
    const next = transcriptOf([word("deux", 0, 900), word("trois", 3_000, 3_900), word("quatre", 6_000, 6_900)]);
    const { words } = stitch(before, next, 5_000);
    expect(words.map(({ text }) => text)).toEqual(["one", "two", "trois", "quatre"]);
  });

  test("takes the same words for the same in another case and with other marks", () => {
    const before = transcriptOf([word("and", 0, 400), word("so,", 5_000, 5_400), word("my", 5_400, 6_000)]);
    const next = transcriptOf([word("So", 10, 400), word("my", 400, 1_000), word("fellow", 1_000, 1_600)]);
    expect(stitch(before, next, 5_000).text).toBe("and so, my fellow");
  });

  test("finds what two texts have in common where words have no times", () => {
    const before = transcriptOf([], { text: "Ask not what your country can do f", durationMs: 10_000 });
    const next = transcriptOf([], { text: "ntry can do for you.", durationMs: 4_000 });
    const again = transcriptOf([], { text: "our country can do for you.", durationMs: 8_000 });
    expect(stitch(before, next, 6_000).text).toBe("Ask not what your country can do f ntry can do for you.");
    expect(stitch(before, again, 4_000).text).toBe("Ask not what your country can do for you.");
    expect(stitch(before, again, 9_500).text).toBe("Ask not what your country can do f our country can do for you.");
  });
});

describe("stitching pieces that were cut in pauses", () => {
  test("moves every word to its time in the recording and keeps the texts as they were written", () => {
    fc.assert(
      fc.property(speech, fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 5 }), (words, at) => {
        // Between two words there is room for a cut.
        const spread = words.map((one, index) => word(one.text, one.startMs + index * 100, one.endMs + index * 100));
        const ends = at.flatMap((ms) => spread.find(({ endMs }) => endMs > ms)?.endMs ?? []);
        const edges = [0, ...ends.map((ms) => ms + 50)];
        const starts = [...new Set(edges)].sort((one, other) => one - other);
        const totalMs = (spread.at(-1)?.endMs ?? 0) + 100;
        const pieces = starts.map((fromMs, index) => ({ fromMs, toMs: starts[index + 1] ?? totalMs }));
        const all = stitched(pieces, (piece) => ({ ...heard(spread, piece), text: `${piece.fromMs}.\n` }));
        expect(all.words).toEqual(spread);
        expect(all.text).toBe(starts.map((fromMs) => `${fromMs}.\n`).join(" "));
        expect(all.durationMs).toBe(totalMs);
      }),
    );
  });

  test("keeps a word that is said again behind the cut, though the one before it was timed to end there", () => {
    const before = transcriptOf([word("no", 9_600, 10_200)]);
    const next = transcriptOf([word("no", 250, 700)]);
    expect(stitch(before, next, 10_000).text).toBe("no no");
  });

  test("writes no space between texts of a script that has none", () => {
    const [before, next] = [transcriptOf([word("你好", 0, 500)]), transcriptOf([word("世界", 0, 500)])];
    expect(stitch(before, next, 1_000).text).toBe("你好世界");
  });

  test("leaves a piece in which nobody speaks without a trace but its length", () => {
    const before = transcriptOf([word("hello", 0, 500)]);
    const all = stitch(before, transcriptOf([], { text: "", language: null, durationMs: 700 }), 1_000);
    expect(all).toMatchObject({ text: "hello", words: before.words, language: "en", durationMs: 1_700 });
  });
});

describe("what is known of several pieces", () => {
  test("is kept together: every reply in order, no single run, rough when one of them is", () => {
    const two = stitch(transcriptOf([], { raw: { id: 1 } }), transcriptOf([], { raw: { id: 2 } }), 1_000);
    const three = stitch(two, transcriptOf([], { raw: { id: 3 }, rough: true }), 2_000);
    expect(three).toMatchObject({ raw: [{ id: 1 }, { id: 2 }, { id: 3 }], remoteId: null, rough: true });
  });

  test("names no language when they differ", () => {
    const [english, german] = [transcriptOf([]), transcriptOf([], { language: "de" })];
    expect(stitch(english, german, 1_000).language).toBeNull();
    expect(stitch(transcriptOf([], { language: null }), german, 1_000).language).toBe("de");
  });

  test("tells a voice by what both pieces heard it say, and mistakes no other for one of an earlier piece", () => {
    const before = transcriptOf([word("one", 0, 900, "A"), word("two", 5_000, 6_100, "B")]);
    const next = transcriptOf([
      word("two", 0, 1_100, "A"),
      word("three", 3_000, 3_900, "A"),
      word("four", 6_000, 6_900, "B"),
    ]);
    const { words } = stitch(before, next, 5_000);
    expect(words.map(({ text, speaker }) => `${speaker}: ${text}`)).toEqual([
      "A: one",
      "B: two",
      "B: three",
      "B-2: four",
    ]);
  });

  test("is as certain as its words are", () => {
    const sure = { ...word("one", 0, 500), confidence: 0.9 };
    const all = stitch(transcriptOf([sure]), transcriptOf([{ ...sure, confidence: 0.5 }]), 1_000);
    expect(all.confidence).toBeCloseTo(0.7);
  });
});
