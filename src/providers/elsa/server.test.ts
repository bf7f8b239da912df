import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { WireHead } from "../../domain/provider-server.ts";
import type { ScoreAsk, ScoredSpeech } from "../../domain/scoring-server.ts";
import type { WireForm } from "../../domain/wire-form.ts";
import { ELSA_ERRORS } from "./errors.ts";
import { ELSA_REQUESTS } from "./requests.ts";
import { STATUSES } from "./server/statuses.ts";
import { elsaServer as server } from "./server.ts";
import { complaintOf, LATER } from "./wire.ts";

const UNSCRIPTED = "/api/v1/score_audio_plus";
const SCRIPTED = "/api/v2/score_audio";

function head(path: string, authorization: string | null = "ELSA token", method = "POST"): WireHead {
  return { method, path, query: {}, headers: authorization === null ? {} : { authorization } };
}

const RECORDING = { sha256: "aa", bytes: 64_000 };

function form(fields: Record<string, string> = {}, recordings: WireForm["recordings"] = { audio_file: RECORDING }) {
  return { kind: "form", fields: { api_plan: "standard", ...fields }, recordings } as const;
}

const SPEECH: ScoredSpeech = {
  id: "s-1",
  text: "Go on",
  durationMs: 1_500,
  sentence: 1,
  use: "usable",
  assessment: {
    script: "Go on",
    score: 71,
    scores: { pronunciation: 71 },
    words: [
      {
        word: "Go",
        startMs: 100,
        endMs: 400,
        score: 84,
        said: true,
        phones: [
          { phone: "G", startMs: 100, endMs: 200, score: 90, heard: null },
          { phone: "OW", startMs: 200, endMs: 400, score: 40, heard: "AA" },
        ],
      },
      { word: "on", startMs: null, endMs: null, score: null, said: false, phones: [] },
    ],
    fluency: { wordsPerMinute: 120, pauses: 1, pausedMs: 250, longestPauseMs: 250, initialSilenceMs: 100 },
    comparable: "provider",
    levels: {},
    remarks: [],
  },
};

function bodyOf(path: string, fields: Record<string, string> = {}) {
  const ask = server.hear(head(path), form({ sentence: "Go on", ...fields })) as ScoreAsk;
  return JSON.parse(server.say({ kind: "scored", ask, speech: SPEECH }).body);
}

describe("the server of ELSA", () => {
  it("has the paths that are known of the API, and that of a result", () => {
    for (const { method, path, stage } of ELSA_REQUESTS) {
      const at = path.replace("{id}", "1");
      expect([path, server.stage(head(at, null, method))]).toEqual([path, stage === "submit" ? "submit" : "poll"]);
    }
    expect(server.stage(head(LATER.resultPath.replace("{id}", "1"), null, "GET"))).toBe("poll");
    for (const path of ["/", `${UNSCRIPTED}/`, `${UNSCRIPTED}/a/b`, "/api/v4/score_audio"]) {
      expect(server.stage(head(path, null, "GET"))).toBeNull();
      expect(server.stage(head(path))).toBeNull();
    }
  });

  it("can say each exception of the listing, with a status of its own choice for each", () => {
    expect(Object.keys(STATUSES).sort()).toEqual(ELSA_ERRORS.map(({ name }) => name).sort());
    for (const { code, name = "", sample } of ELSA_ERRORS) {
      const said = server.fault(code);
      if (said === null || "jobError" in said) throw new Error(`${code} is not said`);
      expect([said.status, complaintOf(said.body)]).toEqual([STATUSES[name], sample]);
    }
    expect(server.faults).toHaveLength(18);
    expect(server.fault("elsa/unusable-recording")).toBeNull();
  });

  it("has its choices of a status in the documentation", async () => {
    const rows = [...(await readFile("docs/elsa.md", "utf8")).matchAll(/^\| `(\w+)` \| (\d+) \|/gm)];
    expect(Object.fromEntries(rows.map(([, name, status]) => [name, Number(status)]))).toEqual(STATUSES);
  });

  it("puts values into the places of a message, and the sample's where there are none", () => {
    const said = (params?: Record<string, string>) => JSON.stringify(server.fault("elsa/user-does-not-exist", params));
    expect(said({ user_type: "$& student" })).toContain("Could not find $& student ID");
    expect(said({})).toContain("Could not find teacher ID");
  });

  it.each([
    [UNSCRIPTED, null, "No session token provided"],
    [SCRIPTED, null, "A valid authorization header is required"],
    [UNSCRIPTED, "token", "No session token provided"],
    [SCRIPTED, "Token t", "A valid authorization header is required"],
    [SCRIPTED, "ELSA a b", "A valid authorization header is required"],
    [UNSCRIPTED, "ELSA", "No session token provided"],
    [SCRIPTED, "Bearer ", "No session token provided"],
  ])("refuses at %s the authorization %j in the listing's words", (path, authorization, words) => {
    const heard = server.hear(head(path, authorization), form());
    expect(heard.kind === "refused" && [heard.reply.status, complaintOf(heard.reply.body)]).toEqual([401, words]);
  });

  it("hears what is asked of which recording", () => {
    expect(server.hear(head(UNSCRIPTED, "bearer  t"), form({ sentence: "left out" }))).toMatchObject({
      ...{ kind: "score", key: "t", task: "unscripted", audio: RECORDING, sentences: [], later: false },
    });
    const several = form({ sentence: '["Go on", " Stop "]' });
    expect(server.hear(head(SCRIPTED), several)).toMatchObject({ task: "scripted", sentences: ["Go on", "Stop"] });
    expect(server.hear(head(SCRIPTED), form({ sentence: "[Go on" }))).toMatchObject({ sentences: ["[Go on"] });
    expect(server.hear(head("/api/v1/asr"), form({ api_plan: "asr" }))).toMatchObject({ task: "transcription" });
    const fetched = form({ audio_path: "https://a/b.wav" }, {});
    expect(server.hear(head(UNSCRIPTED), fetched)).toMatchObject({ audio: { url: "https://a/b.wav" } });
    expect(server.hear(head(UNSCRIPTED), form({ async: "true" }))).toMatchObject({ later: true });
  });

  it("writes a scripted result with seconds, places in the sentence, sounds in both alphabets and what was heard", () => {
    const { utterance, ...about } = bodyOf(SCRIPTED);
    expect(about).toEqual({ api_version: "v2", total_time: 1.5 });
    expect(utterance).toMatchObject([
      {
        sentence: "Go on",
        sentence_id: 1,
        attempt_type: "RELEVANT",
        initial_silence: 0.1,
        ipa: "ɡoʊ ",
        speed_metrics: { words_per_minute: 120 },
        words: [
          {
            ...{ text: "Go", start_index: 0, end_index: 2, start_time: 0.1, end_time: 0.4, decision: "correct" },
            phonemes: [
              { text: "G", start_index: 0, trans: "ɡ", trans_arpabet: "G", nativeness_score: 90, feedback: [] },
              { text: "o", start_index: 1, end_index: 2, decision: "incorrect", phoneme_error_arpabet: "AA" },
            ],
          },
          { text: "on", start_index: 3, end_index: 5, start_time: null, decoded: false },
        ],
      },
    ]);
    expect(utterance[0]).not.toHaveProperty("recording_quality");
    expect(bodyOf("/api/v3/score_audio").utterance).toMatchObject([{ recording_quality: "ok", eps_score: null }]);
    expect(bodyOf("/api/v3/score_audio", { api_plan: "premium" }).utterance).toMatchObject([{ eps_score: 71 }]);
  });

  it("writes an unscripted result with nulls where only the premium plan scores", () => {
    const elsaScores = (plan: string) =>
      bodyOf(UNSCRIPTED, { api_plan: plan }).speakers[0].metrics.general_scores.elsa.grammar_score;
    expect([elsaScores("standard"), elsaScores("premium")]).toEqual([null, 71]);
    expect(bodyOf(UNSCRIPTED)).toMatchObject({
      ...{ transcript: "Go on", recording_quality: "ok", total_time: 1.5 },
      speakers: [{ utterances: [{ text: "Go on", result: { nativeness_score: 71, words: [{ text: "Go" }, {}] } }] }],
    });
  });

  it("writes a transcript alone with the shares of confidence", () => {
    expect(bodyOf("/api/v1/asr", { api_plan: "asr" })).toMatchObject({
      utterances: [{ transcript: "Go on", words: [{ word: "Go", end_time: 0.4, confidence: 0.84, end_index: 2 }, {}] }],
    });
  });

  it("tells a run of async mode as the streams of the API are told", () => {
    const later = server.say({ kind: "score-later", task: "unscripted", id: "s-1", taken: true });
    expect([later.status, JSON.parse(later.body)]).toEqual([202, { status: "processing", stream_id: "s-1" }]);
    const failed = { kind: "score-trouble", task: "unscripted", run: "s-1", why: { kind: "engine-timeout" } } as const;
    expect(server.say(failed).body).toBe('{"status":"failed","stream_id":"s-1","reason":"ASR timeout"}');
    expect(bodyOf(UNSCRIPTED, LATER.fields)).toMatchObject({
      status: "success",
      stream_id: "s-1",
      transcript: "Go on",
    });
  });
});
