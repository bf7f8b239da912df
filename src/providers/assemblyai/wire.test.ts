import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseFields } from "../../domain/json-fields.ts";
import { complaintOf, formatTimestamp, parseList, parseTimestamp, parseUploadReply, transcriptOf } from "./wire.ts";

const page_details = { limit: 200, result_count: 0, current_url: "", prev_url: null, next_url: null };
const list = (transcripts: unknown, details: unknown = page_details) =>
  parseList(JSON.stringify({ page_details: details, transcripts }));

describe("timestamps", () => {
  const noon = Date.UTC(2026, 5, 10, 12, 0, 1, 604);

  it.each([
    "2026-06-10T12:00:01.604Z",
    "2026-06-10T12:00:01.604411Z",
    "2026-06-10T12:00:01.604999",
    "2026-06-10 12:00:01.604",
    "2026-06-10t12:00:01.604z",
    "2026-06-10T14:00:01.604+02:00",
    "2026-06-10T07:00:01.604411-0500",
  ])("read %s as the same moment", (text) => {
    expect(parseTimestamp(text)).toBe(noon);
  });

  it("may come without a fraction", () => {
    expect(parseTimestamp("2026-06-10T12:00:01")).toBe(noon - 604);
    expect(parseTimestamp("2026-06-10T12:00:01.6")).toBe(noon - 4);
  });

  it.each([
    "",
    "now",
    "2026-06-10",
    "2026-13-10T12:00:01Z",
    "2026-06-10T25:00:01Z",
    "12:00:01",
    `2026${"0".repeat(99)}`,
  ])("are null when they are none: %j", (text) => {
    expect(parseTimestamp(text)).toBeNull();
  });

  it("are read back as they were written", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), (ms) => {
        expect(formatTimestamp(ms)).toMatch(/\.\d{6}Z$/);
        expect(parseTimestamp(formatTimestamp(ms))).toBe(ms);
      }),
    );
  });
});

describe("an upload's reply", () => {
  it("gives an address of the web", () => {
    expect(parseUploadReply('{"upload_url":"https://cdn/u/1"}')).toEqual({ upload_url: "https://cdn/u/1" });
    expect(parseUploadReply('{"upload_url":"http://127.0.0.1:9/u","more":1}')).toEqual({
      upload_url: "http://127.0.0.1:9/u",
    });
  });

  it.each([
    "",
    "{}",
    "null",
    "[]",
    '{"upload_url":7}',
    '{"upload_url":"/u/1"}',
    '{"upload_url":"httpx://u"}',
    "<html>",
  ])("is null without one: %s", (body) => {
    expect(parseUploadReply(body)).toBeNull();
  });
});

describe("a transcript", () => {
  it("reads the fields worth relying on", () => {
    const words = [{ text: "Hi", start: 40, end: 300, confidence: 0.9, speaker: "A", channel: 1 }];
    const fields = { id: "t1", status: "completed", text: "Hi", words, audio_duration: 2, throttled: true, odd: {} };
    expect(transcriptOf(fields)).toEqual({
      id: "t1",
      status: "completed",
      error: null,
      audio_url: null,
      text: "Hi",
      words: [{ text: "Hi", start: 40, end: 300, confidence: 0.9, speaker: "A", channel: "1" }],
      confidence: null,
      audio_duration: 2,
      language_code: null,
      throttled: true,
    });
  });

  it("does not hang on one odd word", () => {
    const words = [{ text: "a", start: 1, end: 2 }, { text: "b", start: null, end: 3 }, null, "c"];
    expect(transcriptOf({ id: "t", status: "completed", words })?.words).toHaveLength(1);
  });

  it.each([
    {},
    { id: "t" },
    { status: "queued" },
    { id: "", status: "queued" },
    { id: 7, status: "queued" },
    { id: "t", status: "completed", text: 7 },
    { id: "t", status: "completed", words: "no" },
  ])("is null when it cannot be relied on: %j", (fields) => {
    expect(transcriptOf(fields)).toBeNull();
  });
});

describe("a list", () => {
  it("keeps its rows and links", () => {
    const details = { ...page_details, prev_url: "https://a/older", next_url: 7 };
    const rows = [
      { id: "a", status: "completed", created: "c", completed: "d", audio_url: "u", error: "" },
      { id: "b", status: "error", error: "Transcoding failed" },
      { id: "c" },
    ];
    const empty = { created: null, completed: null, audio_url: null, error: null };
    expect(list(rows, details)).toEqual({
      page_details: { prev_url: "https://a/older", next_url: null },
      transcripts: [
        { id: "a", status: "completed", created: "c", completed: "d", audio_url: "u", error: null },
        { ...empty, id: "b", status: "error", error: "Transcoding failed" },
        { ...empty, id: "c", status: "processing" },
      ],
    });
  });

  it("is null when a row could be overlooked", () => {
    for (const rows of [null, {}, [null], [{}], [{ id: 1 }], [{ id: "a" }, { id: "" }]]) expect(list(rows)).toBeNull();
    expect(list([], null)).toBeNull();
    expect(parseList("[]")).toBeNull();
  });
});

describe("a complaint", () => {
  it.each([
    ['{"error":"  No money. "}', "No money."],
    ['{"error":{"code":1}}', '{"code":1}'],
    ['{"error":null,"status":"error"}', '{"error":null,"status":"error"}'],
    [" Not found\n", "Not found"],
    ["<html>Bad Gateway</html>", "<html>Bad Gateway</html>"],
    [`{"error":${"[".repeat(50_000)}${"]".repeat(50_000)}}`, expect.stringMatching(/^\{"error":\[+$/)],
  ])("is found where it stands: %#", (body, words) => {
    expect(complaintOf(body)).toEqual(words);
  });

  it("is null when there is none, and never long", () => {
    expect(complaintOf(" \n ")).toBeNull();
    expect(complaintOf('{"error":""}')).toBeNull();
    expect(complaintOf("x".repeat(1_000_000))).toHaveLength(2048);
  });
});

it("parsing never throws", () => {
  const body = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.json(),
    fc.json().map((json) => json.slice(1)),
  );
  fc.assert(
    fc.property(body, (text) => {
      const fields = parseFields(text);
      if (fields !== null) transcriptOf(fields);
      parseList(text);
      parseUploadReply(text);
      parseTimestamp(text);
      expect(complaintOf(text)?.length ?? 0).toBeLessThanOrEqual(2048);
    }),
  );
});

describe("a body nested thousands deep", () => {
  it("is nonsense, in whatever it is wrapped, while brackets in a text are only text", () => {
    const deep = `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`;
    expect(parseFields(deep)).toBeNull();
    expect(parseFields(`{"id":"x","list":${"[".repeat(5_000)}${"]".repeat(5_000)}}`)).toBeNull();
    const text = `\\"${"[{".repeat(5_000)}`;
    expect(parseFields(JSON.stringify({ text }))).toEqual({ text });
  });
});
