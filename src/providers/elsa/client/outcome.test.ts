import { describe, expect, it } from "vitest";
import { outcomeOf, type Question } from "./outcome.ts";

const SCRIPT = ["I think so."];

const phoneme = (trans_arpabet: string, start_time: number, end_time: number, more: object = {}) => ({
  text: "x",
  trans: "x",
  trans_arpabet,
  start_time,
  end_time,
  start_index: 0,
  end_index: 0,
  nativeness_score: 90,
  decision: "correct",
  ...more,
});

/** A sentence as version 3 with the premium plan answers it. */
const utterance = (changes: object = {}) => ({
  initial_silence: true,
  sentence: "i think so",
  sentence_id: 0,
  total_time: 2.5,
  attempt_type: "RELEVANT",
  snr: 31.2,
  decision: "almost",
  ipa: "aɪ θɪŋk soʊ",
  eps_score: 71,
  pronunciation_score: 64,
  intonation_score: 80,
  fluency_score: 92,
  cefr_score: "B2",
  ielts_score: 6.5,
  recording_quality: "ok",
  speed_metrics: { words_per_minute: 118.4, phones_per_minute: 410 },
  pausing_metrics: { pause_ratio: 0.2, pausing_score_percentage: 77 },
  words: [
    { text: "I", start_time: 0.31, end_time: 0.42, nativeness_score: 95, decoded: true, phonemes: [] },
    {
      text: "think",
      decoded: true,
      phonemes: [
        phoneme("TH", 0.45, 0.55, {
          nativeness_score: 12,
          decision: "incorrect",
          phoneme_error: "s",
          phoneme_error_arpabet: "S",
          feedback: [{ id: 3, text: "Put your tongue between your teeth." }],
        }),
        phoneme("IH1", 0.55, 0.7),
        phoneme("NG K", 0.7, 0.9, { phoneme_error: "ignored where it was right" }),
      ],
    },
    { text: "so", start_time: null, end_time: null, nativeness_score: 0, decoded: false, phonemes: [] },
  ],
  ...changes,
});

const reply = (...utterances: object[]) => ({
  api_version: "3.0",
  total_time: 2.52,
  success: true,
  utterance: utterances,
});

const asked = (fields: Record<string, unknown>, question: Partial<Question> = {}) =>
  outcomeOf(fields, { scores: true, script: SCRIPT, remoteId: null, ...question });

function transcript(fields: Record<string, unknown>, question: Partial<Question> = {}) {
  const outcome = asked(fields, question);
  if (outcome?.usable !== true) throw new Error(`no transcript: ${JSON.stringify(outcome)}`);
  return outcome.transcript;
}

describe("a scored sentence", () => {
  it("gives words with times in ms, their sounds, and which of them were not said", () => {
    const { assessment, ...others } = transcript(reply(utterance()));
    expect(others).toMatchObject({
      provider: "elsa",
      remoteId: null,
      text: "I think",
      durationMs: 2_520,
      language: "en",
    });
    expect(others.words).toMatchObject([
      { text: "I", startMs: 310, endMs: 420 },
      { text: "think", startMs: 450, endMs: 900 },
    ]);
    expect(assessment?.words).toEqual([
      { word: "I", startMs: 310, endMs: 420, score: 95, said: true, phones: [] },
      {
        word: "think",
        startMs: 450,
        endMs: 900,
        score: 64,
        said: true,
        phones: [
          { phone: "TH", startMs: 450, endMs: 550, score: 12, heard: "S" },
          { phone: "IH", startMs: 550, endMs: 700, score: 90, heard: null },
          { phone: "NG K", startMs: 700, endMs: 900, score: 90, heard: null },
        ],
      },
      { word: "so", startMs: null, endMs: null, score: 0, said: false, phones: [] },
    ]);
  });

  it("gives scores, levels, fluency and hints, and keeps the whole reply", () => {
    const fields = reply(utterance());
    const { assessment, raw } = transcript(fields);
    expect(raw).toBe(fields);
    expect(assessment).toMatchObject({
      script: "I think so.",
      score: 71,
      scores: { pronunciation: 64, intonation: 80, fluency: 92, pausing: 77 },
      levels: { cefr: "B2", ielts: "6.5", overall: "almost" },
      comparable: "provider",
      remarks: ["think: Put your tongue between your teeth."],
      fluency: { wordsPerMinute: 118.4, pauses: 0, pausedMs: 0, longestPauseMs: 0, initialSilenceMs: 310 },
    });
  });

  it("of the older version has the score of its pronunciation as its own, and no level", () => {
    const { eps_score: _e, pronunciation_score: _p, cefr_score: _c, ielts_score: _i, ...older } = utterance();
    const { assessment } = transcript(reply({ ...older, nativeness_score: 58, recording_quality: undefined }));
    expect(assessment).toMatchObject({ score: 58, scores: { pronunciation: 58 }, levels: { overall: "almost" } });
  });

  it("is the one of several sentences that was said", () => {
    const script = ["No, never.", "I think so."];
    expect(transcript(reply(utterance({ sentence_id: 1 })), { script }).assessment?.script).toBe("I think so.");
    expect(transcript(reply(utterance({ sentence_id: 7 })), { script }).assessment?.script).toBe("i think so");
    expect(transcript(reply(utterance()), { script: [] }).assessment?.script).toBe("i think so");
  });

  it("has its sentence as text once every word was said", () => {
    const words = [{ text: "I", start_time: 0, end_time: 1 }];
    expect(transcript(reply(utterance({ words }))).text).toBe("I think so.");
  });

  it("counts silences of 200 ms between words as pauses", () => {
    const word = (start_time: number, end_time: number) => ({ text: "w", start_time, end_time });
    const words = [word(0.5, 1), word(1.2, 1.5), word(1.699, 2), word(3, 3.1)];
    expect(transcript(reply(utterance({ words }))).assessment?.fluency).toMatchObject({
      pauses: 2,
      pausedMs: 1_200,
      longestPauseMs: 1_000,
      initialSilenceMs: 500,
    });
  });

  it.each([
    ["attempt_type: UNSPOKEN", { attempt_type: "UNSPOKEN" }],
    ["attempt_type: UNSPOKEN", { attempt_type: "UNSPOKEN", recording_quality: "quiet" }],
    ["recording_quality: noisy", { recording_quality: "noisy" }],
  ])("is of no use with %s", (complaint, changes) => {
    expect(asked(reply(utterance(changes)))).toEqual({ usable: false, complaint });
  });

  it("is of no use when nothing was found in the recording", () => {
    expect(asked(reply())).toMatchObject({ usable: false, complaint: expect.stringMatching(/^attempt_type: none/) });
  });

  it("passes over an attempt that was none when another one follows", () => {
    const { assessment } = transcript(reply(utterance({ attempt_type: "UNSPOKEN" }), utterance({ eps_score: 33 })));
    expect(assessment?.score).toBe(33);
  });
});

const speaker = (changes: object = {}) => ({
  speaker_id: 0,
  total_time: 4,
  metrics: {
    general_scores: {
      elsa: { eps_score: 66, pronunciation_score: 70, grammar_score: 55, vocabulary_score: null, eps_decision: "good" },
      cefr: { overall_cefr: "B1", pronunciation_cefr: "B2", fluency_cefr: null },
      other_scores: { ielts_score: 5.5, toefl_score: null },
    },
    other_metrics: { fluency: { words_per_minute: 131, pausing_score: 88 } },
  },
  feedbacks: {
    pronunciation: {
      top_errors: [
        {
          phoneme: "TH",
          errors: [
            {
              error_phoneme: "D",
              type: "sub",
              count: 3,
              examples: [{ text: "the" }, { text: "the" }, { text: "that" }],
            },
          ],
        },
      ],
    },
  },
  utterances: [
    {
      utterance_id: 0,
      text: "Well, maybe.",
      result: { nativeness_score: 70, words: [{ text: "Well", start_time: 1, end_time: 1.25, nativeness_score: 60 }] },
    },
  ],
  ...changes,
});

const free = (changes: object = {}) => ({
  transcript: "Well, maybe.",
  recording_quality: "ok",
  assessment_quality: "ok",
  speakers: [speaker()],
  ...changes,
});

describe("scored free speech", () => {
  it("gives the text, words and scores of its speaker, and no script", () => {
    expect(transcript(free(), { script: [] })).toMatchObject({
      text: "Well, maybe.",
      durationMs: 4_000,
      words: [{ text: "Well", startMs: 1_000, endMs: 1_250, speaker: null }],
      assessment: {
        script: null,
        score: 66,
        scores: { pronunciation: 70, grammar: 55, pausing: 88 },
        levels: { cefr: "B1", pronunciation_cefr: "B2", ielts: "5.5", overall: "good" },
        fluency: { wordsPerMinute: 131 },
        remarks: ["TH is often said as D (3 times), as in the, that"],
      },
    });
    expect(transcript(free()).assessment?.scores).not.toHaveProperty("vocabulary");
  });

  it("has the scores of whoever spoke longest, and the words of all in order", () => {
    const other = speaker({
      speaker_id: 1,
      total_time: 9,
      metrics: { general_scores: { elsa: { eps_score: 21 } } },
      utterances: [{ text: "Yes.", result: { words: [{ text: "Yes", start_time: 0.2, end_time: 0.5 }] } }],
    });
    const both = transcript(free({ transcript: null, speakers: [speaker(), other] }));
    expect(both).toMatchObject({ text: "Well, maybe. Yes.", durationMs: null, assessment: { score: 21 } });
    expect(both.words.map(({ text, speaker: who }) => [text, who])).toEqual([
      ["Yes", "1"],
      ["Well", "0"],
    ]);
    expect(both.assessment?.remarks[0]).toMatch(/^2 people speak/);
  });

  it("tells of an assessment that ELSA itself doubts", () => {
    expect(transcript(free({ assessment_quality: "low" })).assessment?.remarks[0]).toBe(
      'ELSA calls its assessment "low"',
    );
  });

  it.each(["quiet", "mixed"])("is of no use from a recording that is %s", (quality) => {
    const complaint = `recording_quality: ${quality}`;
    expect(asked(free({ recording_quality: quality }))).toEqual({ usable: false, complaint });
  });
});

describe("a transcript alone", () => {
  const spoken = {
    utterances: [
      {
        index: 0,
        interval: [0.4, 2],
        speaker_id: 1,
        confidence: 0.8,
        transcript: "go forward",
        words: [
          { word: "go", end_time: 0.9, confidence: 0.9, start_index: 0, end_index: 1 },
          { word: "forward", end_time: 1.8, confidence: 0.7, am_confidence: 0.1 },
        ],
      },
    ],
  };

  it("has words that begin where the ones before them end", () => {
    expect(transcript(spoken, { scores: false })).toMatchObject({
      text: "go forward",
      durationMs: 2_000,
      confidence: 0.8,
      words: [
        { text: "go", startMs: 400, endMs: 900, confidence: 0.9, speaker: "1" },
        { text: "forward", startMs: 900, endMs: 1_800, confidence: 0.7 },
      ],
    });
    expect(transcript(spoken, { scores: false })).not.toHaveProperty("assessment");
  });

  it("is no answer to who asked for scores", () => {
    expect(asked(spoken)).toBeNull();
  });
});

it("an answer of no known shape is none", () => {
  expect(asked({ transcript: "hello", words: [] })).toBeNull();
});
