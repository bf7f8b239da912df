import { expect, it } from "vitest";
import type { Transcript, Word } from "../domain/transcript.ts";
import { answerOf } from "./answer.ts";

const word = (text: string, startMs: number, endMs: number): Word => ({
  ...{ text, startMs, endMs, confidence: null, speaker: null, channel: null },
});
const TRANSCRIPT: Transcript = {
  provider: "local",
  remoteId: null,
  text: "Go on. Stop.",
  words: [word("Go", 0, 250), word("on.", 250, 1_500), word("Stop.", 2_000, 2_250)],
  language: "en",
  confidence: 0.5,
  durationMs: 2_786,
  rough: false,
  raw: null,
};
const HOW = { modelId: "default", at: 1_700_000_000_000, segments: "sentence", warnings: [] } as const;
const answer = (transcript: Partial<Transcript>, how: Partial<Parameters<typeof answerOf>[1]> = {}) =>
  answerOf({ jobId: "job_1", transcript: { ...TRANSCRIPT, ...transcript } }, { ...HOW, ...how });

it("tells times in seconds, by sentence or by word", () => {
  const { segments, durationInSeconds, response } = answer({});
  expect(segments).toEqual([
    { text: "Go on.", startSecond: 0, endSecond: 1.5 },
    { text: "Stop.", startSecond: 2, endSecond: 2.25 },
  ]);
  expect(durationInSeconds).toBe(2.786);
  expect(response).toEqual({ timestamp: new Date(1_700_000_000_000), modelId: "default" });
  expect(answer({}, { segments: "word" }).segments[1]).toEqual({ text: "on.", startSecond: 0.25, endSecond: 1.5 });
});

it("leaves open what nobody knows", () => {
  const { language, durationInSeconds, segments } = answer({ words: [], language: null, durationMs: null });
  expect([language, durationInSeconds, segments]).toEqual([undefined, undefined, []]);
});

it("warns of what is odd: a rough idea, too little in it, another provider, and options that were lost", () => {
  const left = {
    provider: "acme",
    account: "acme",
    code: "http/402",
    message: "no money",
    class: "quota",
    at: 5,
  } as const;
  const route = { answered: { provider: "local", account: "local" }, left: [left], lost: ["speakers"] } as const;
  const { warnings, providerMetadata } = answer({ rough: true, doubts: ["tenuto/cut-transcript"], route });
  expect(warnings).toEqual([
    { type: "other", message: "local gives a rough idea of what was said only." },
    { type: "other", message: "The transcript may be incomplete: tenuto/cut-transcript." },
    { type: "other", message: "Answered by local: acme was left for http/402 (no money)." },
    { type: "unsupported", feature: "speakers", details: "local, which answered, does not have it." },
  ]);
  expect(providerMetadata?.tenuto).toEqual({
    ...{ jobId: "job_1", provider: "local", remoteId: null, confidence: 0.5, rough: true },
    doubts: ["tenuto/cut-transcript"],
    route,
  });
});
