import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseFields } from "../../domain/json-fields.ts";
import { outcomeOf } from "./client/outcome.ts";
import { complaintOf, runOf } from "./wire.ts";

const WORDS = "Failed to decode audio";

describe("the words of a failed reply", () => {
  it.each<[string, unknown]>([
    ["nested", { error: { code: 400, message: WORDS, errors: ["other"] } }],
    ["nested in a list alone", { error: { code: 400, message: "", errors: [WORDS] } }],
    ["flat", { message: WORDS }],
    ["of an unscripted stream", { status: "failed", reason: WORDS }],
    ["of a scripted stream", { type: "ELSA:error", message: WORDS }],
    ["in a plain error", { error: WORDS }],
  ])("are found where they are %s", (_shape, body) => {
    expect(complaintOf(JSON.stringify(body))).toBe(WORDS);
  });

  it.each(["Bad Gateway", '{"detail":[]}', '{"message":7}', `{"message":"${" ".repeat(3)}"}`])(
    "are the text as it came where none of them fits: %s",
    (body) => {
      expect(complaintOf(body)).toBe(body);
    },
  );

  it("are none in an empty reply, and never longer than a page", () => {
    expect(complaintOf(" \n")).toBeNull();
    expect(complaintOf(JSON.stringify({ message: "x".repeat(5_000) }))).toHaveLength(2_048);
  });
});

describe("a run's id", () => {
  it.each(["..", ".", "a/b", "a?b", "", " a", "x".repeat(201), { a: 1 }])("is none when it is %j", (id) => {
    expect(runOf({ stream_id: id }, "stream_id").id).toBeNull();
  });

  it.each(["7f3c-aa", "stream:1", 12])("may be %j", (id) => {
    expect(runOf({ stream_id: id, status: "Processing" }, "stream_id")).toEqual({
      id: String(id),
      status: "processing",
    });
  });
});

const KEYS = [
  ...["utterance", "speakers", "utterances", "words", "phonemes", "feedback", "text", "word", "decoded", "sentence"],
  ...["sentence_id", "metrics", "general_scores", "elsa", "cefr", "feedbacks", "pronunciation", "top_errors", "errors"],
  ...[
    "phoneme",
    "examples",
    "count",
    "result",
    "start_time",
    "end_time",
    "nativeness_score",
    "total_time",
    "eps_score",
  ],
  ...["interval", "transcript", "confidence", "trans_arpabet", "levels", "speed_metrics", "attempt_type", "__proto__"],
];

const hostile = fc.letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { depthSize: "medium", withCrossShrink: true },
    fc.constantFrom(null, true, false, 0, -1, 1e308, 0.5, "", "NaN", "1.5", "ok", "RELEVANT"),
    fc.string({ maxLength: 5 }),
    fc.array(tie("value"), { maxLength: 4 }),
    tie("object"),
  ),
  object: fc.dictionary(fc.constantFrom(...KEYS), tie("value"), { maxKeys: 8 }),
}));

/** An answer of the right kind outside, and of anything inside. */
const answers = fc
  .tuple(
    fc.constantFrom("utterance", "speakers", "utterances"),
    fc.array(hostile.object, { maxLength: 3 }),
    hostile.object,
  )
  .map(([list, parts, others]) => ({ ...others, [list]: parts }));

describe("an answer of any content", () => {
  it("never throws, and what is made of it keeps every bound", () => {
    fc.assert(
      fc.property(answers, fc.array(fc.string(), { maxLength: 2 }), (fields, script) => {
        const outcome = outcomeOf(fields, { scores: null, script, remoteId: null });
        if (outcome === null || !outcome.usable) return;
        const { words, durationMs, assessment, raw } = outcome.transcript;
        expect(raw).toBe(fields);
        for (const { startMs, endMs } of words) {
          expect(Number.isInteger(startMs) && Number.isInteger(endMs)).toBe(true);
          expect(0 <= startMs && startMs <= endMs).toBe(true);
        }
        expect(durationMs === null || Number.isInteger(durationMs)).toBe(true);
        const scored = assessment?.words ?? [];
        const scores = [
          ...scored.flatMap(({ score, phones }) => [score, ...phones.map((phone) => phone.score)]),
          ...Object.values(assessment?.scores ?? {}),
          assessment?.score ?? null,
        ];
        expect(scores.filter((score) => score !== null && !(score >= 0 && score <= 100))).toEqual([]);
        expect(scored.filter(({ said, startMs }) => !said && startMs !== null)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("is taken with more sounds than a call has room for arguments", () => {
    const phonemes = Array.from({ length: 200_000 }, () => ({ trans_arpabet: "AH0", start_time: 0.1, end_time: 0.2 }));
    const fields = { utterance: [{ words: [{ text: "a", phonemes }] }] };
    expect(outcomeOf(fields, { scores: true, script: ["a"], remoteId: null })).toMatchObject({ usable: true });
  });

  it("is none when it nests thousands deep", () => {
    expect(parseFields(`{"utterance":${"[".repeat(9_999)}${"]".repeat(9_999)}}`)).toBeNull();
  });
});
