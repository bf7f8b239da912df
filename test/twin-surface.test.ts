import { describe, expect, it } from "vitest";
import type { WireBody } from "../src/domain/provider-server.ts";
import type { Word } from "../src/domain/transcript.ts";
import type { Answer } from "../src/twin/mischief.ts";
import { CALM, type Scenario } from "../src/twin/script.ts";
import { BASE, replyOf, START, Talk } from "./twin-talk.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NONE: WireBody = { kind: "none" };
const HOOK = "http://127.0.0.1:9/hook?job=7";

function spoken(text: string): readonly Word[] {
  return text.split(" ").map((word, index) => ({
    text: word,
    startMs: index * 500,
    endMs: index * 500 + 400,
    confidence: 0.5,
    speaker: null,
    channel: null,
  }));
}

const TEXT = "Go forward ten meters. Then stop. Then go back.";

/** A twin with one run, of a recording in which `TEXT` is heard. */
class Surface extends Talk {
  readonly id: string;

  constructor(
    scenario: Partial<Scenario> & { faults?: string[]; time?: string } = {},
    fields: Record<string, unknown> = {},
  ) {
    super(scenario);
    this.hears = false;
    const { upload_url } = bodyOf(this.upload("aa", 0));
    this.id = bodyOf(this.order(upload_url, fields)).id;
    this.heard("aa", { ok: true, text: TEXT, words: spoken(TEXT), durationMs: 4_400 }, 0);
  }

  order(audioUrl: string, fields: Record<string, unknown> = {}, at = 0): Answer {
    const text = JSON.stringify({ audio_url: audioUrl, ...fields });
    return this.ask("POST", "/v2/transcript", { kind: "text", text }, at);
  }

  part(part: string, at = 1): Answer {
    return this.ask("GET", `/v2/transcript/${this.id}/${part}`, NONE, at);
  }

  remove(id = this.id, at = 1): Answer {
    return this.ask("DELETE", `/v2/transcript/${id}`, NONE, at);
  }

  errands(at: number) {
    return this.twin.errands(START + at);
  }
}

// biome-ignore lint/suspicious/noExplicitAny: bodies of many forms, of which each test looks at a few fields
function bodyOf(answer: Answer): any {
  return JSON.parse(replyOf(answer).body);
}

function errorOf(answer: Answer): readonly [number, string] {
  const reply = replyOf(answer);
  return [reply.status, JSON.parse(reply.body).error];
}

const NOT_FOUND = [400, "Transcript lookup error, transcript id not found"];

describe("what is made of a transcript", () => {
  it("is sentences and paragraphs, with their words", () => {
    const talk = new Surface();
    const said = bodyOf(talk.part("sentences"));
    expect(said).toMatchObject({ id: talk.id, confidence: 0.5, audio_duration: 5 });
    expect(said.sentences.map(({ text }: { text: string }) => text)).toEqual([
      "Go forward ten meters.",
      "Then stop.",
      "Then go back.",
    ]);
    expect(said.sentences[1]).toEqual({
      text: "Then stop.",
      start: 2_000,
      end: 2_900,
      confidence: 0.5,
      speaker: null,
      words: [
        { text: "Then", start: 2_000, end: 2_400, confidence: 0.5, speaker: null },
        { text: "stop.", start: 2_500, end: 2_900, confidence: 0.5, speaker: null },
      ],
    });
    expect(bodyOf(talk.part("paragraphs")).paragraphs).toMatchObject([{ text: TEXT, start: 0, end: 4_400 }]);
  });

  it("is captions as plain text, no longer than was asked for", () => {
    const talk = new Surface();
    expect(replyOf(talk.part("srt"))).toMatchObject({
      status: 200,
      headers: { "content-type": "text/plain; charset=utf-8" },
      body: expect.stringMatching(/^1\n00:00:00,000 --> /),
    });
    expect(replyOf(talk.part("vtt")).body).toMatch(/^WEBVTT\n/);
    const lines = replyOf(talk.part("srt?chars_per_caption=12")).body.split("\n");
    const letters = lines.filter((line) => /^[A-Z ]/i.test(line) && !line.includes("-->")).map((line) => line.length);
    expect(letters.length).toBeGreaterThan(3);
    expect(Math.max(...letters)).toBeLessThanOrEqual(12);
  });

  it("is where words were said, by one comma-joined value, phrases too", () => {
    const talk = new Surface();
    expect(bodyOf(talk.part("word-search?words=then%2Cgo+back%2Cnever"))).toEqual({
      id: talk.id,
      total_count: 3,
      matches: [
        {
          text: "then",
          count: 2,
          timestamps: [
            [2_000, 2_400],
            [3_000, 3_400],
          ],
          indexes: [4, 6],
        },
        { text: "go back", count: 1, timestamps: [[3_500, 4_400]], indexes: [7] },
        { text: "never", count: 0, timestamps: [], indexes: [] },
      ],
    });
  });

  it.each([
    "srt?chars_per_caption=0",
    "vtt?chars_per_caption=many",
    "word-search",
    "word-search?words=%2C",
    "word-search?words=a+b+c+d+e+f",
  ])("is refused for %s", (part) => {
    expect(errorOf(new Surface().part(part))[0]).toBe(400);
  });

  it("is refused before the run is over, for one that failed, and for one that there is not", () => {
    const unready = (status: string) =>
      `This transcript has a status of '${status}'. Transcripts must have a status of 'completed' before requesting captions.`;
    expect(errorOf(new Surface({ time: "1s" }).part("srt"))).toEqual([400, unready("processing")]);
    expect(errorOf(new Surface({ faults: ["job:1:error=broken"] }).part("sentences"))).toEqual([400, unready("error")]);
    const talk = new Surface();
    expect(errorOf(talk.ask("GET", "/v2/transcript/nobody/vtt", NONE, 1))).toEqual(NOT_FOUND);
  });

  it("has a stage of its own for faults", () => {
    const talk = new Surface({ faults: ["result:2:503", "delete:1:500"] });
    expect(["srt", "srt", "srt"].map((part) => replyOf(talk.part(part)).status)).toEqual([200, 503, 200]);
    expect([1, 2].map(() => replyOf(talk.remove()).status)).toEqual([500, 200]);
    expect(talk.ledger(1).requests).toMatchObject({ result: 3, delete: 2, other: 0 });
  });
});

describe("deleting", () => {
  it("blanks all that was sent and said, keeps the status, and may be repeated", () => {
    const talk = new Surface({}, { webhook_url: "https://elsewhere.example/hook", word_boost: ["secret"] });
    const before = bodyOf(talk.get(talk.id, 1));
    expect(before).toMatchObject({ text: TEXT, word_boost: ["secret"] });
    const deleted = bodyOf(talk.remove());
    expect(deleted).toMatchObject({
      id: talk.id,
      status: "completed",
      text: "Deleted by user.",
      audio_url: "http://deleted_by_user",
      words: null,
      webhook_url: null,
      word_boost: null,
    });
    expect(Object.keys(deleted).toSorted()).toEqual(Object.keys(before).toSorted());
    expect(replyOf(talk.remove()).status).toBe(200);
    expect(bodyOf(talk.get(talk.id, 2))).toEqual(deleted);
    expect(bodyOf(talk.part("sentences", 2)).sentences).toEqual([]);
    expect(replyOf(talk.part("vtt", 2)).body).not.toContain("forward");
    expect(bodyOf(talk.list("", 2)).transcripts).toMatchObject([{ audio_url: "http://deleted_by_user", error: "" }]);
    expect(talk.ledger(2)).toMatchObject({ billed: 1 });
  });

  it("takes the upload with it", () => {
    const talk = new Surface();
    const { audio_url } = bodyOf(talk.get(talk.id, 1));
    talk.remove();
    const { id } = bodyOf(talk.order(audio_url, {}, 2));
    expect(bodyOf(talk.get(id, 3))).toMatchObject({ status: "error", error: expect.stringMatching(/^Download error/) });
  });

  it("is refused for a run that there is not", () => {
    expect(errorOf(new Surface().remove("nobody"))).toEqual(NOT_FOUND);
  });
});

describe("lifetimes", () => {
  it("end a run's memory 30 days after its end, in the list too, or when the scenario says", () => {
    const talk = new Surface();
    expect(replyOf(talk.get(talk.id, 30 * DAY - 1)).status).toBe(200);
    expect(errorOf(talk.get(talk.id, 30 * DAY))).toEqual(NOT_FOUND);
    expect(errorOf(talk.remove(talk.id, 30 * DAY))).toEqual(NOT_FOUND);
    expect(bodyOf(talk.list("", 30 * DAY)).transcripts).toEqual([]);
    const short = new Surface({ retentionMs: HOUR });
    expect(replyOf(short.get(short.id, HOUR)).status).toBe(400);
  });

  it("end an upload when the scenario says", () => {
    const talk = new Talk({ uploadLifetimeMs: HOUR });
    const { upload_url } = bodyOf(talk.upload("aa"));
    expect(talk.see(bodyOf(talk.submit(upload_url, HOUR - 1)).id, HOUR - 1)).toMatchObject({ status: "completed" });
    expect(talk.see(bodyOf(talk.submit(upload_url, HOUR)).id, HOUR)).toMatchObject({ status: "error" });
  });
});

describe("redacted audio", () => {
  it("is refused where nobody asked for it, and while its run goes on", () => {
    const never = errorOf(new Surface().part("redacted-audio"));
    expect(never[0]).toBe(400);
    expect(never[1]).toMatch(/^A redacted audio file for this transcript ID doesn't exist/);
    const going = new Surface({ time: "1s" }, { redact_pii_audio: true });
    expect(errorOf(going.part("redacted-audio"))).toEqual([
      400,
      "Transcription is still in progress. Redacted audio will be available after it has completed.",
    ]);
  });

  it("is 202 until it is ready, then has a public address for a day, then is gone", () => {
    const talk = new Surface({ redactionMs: 2_000 }, { redact_pii_audio: true });
    expect(replyOf(talk.part("redacted-audio", 1_999)).status).toBe(202);
    const { redacted_audio_url: url, status } = bodyOf(talk.part("redacted-audio", 2_000));
    expect(status).toBe("redacted_audio_ready");
    const path = url.slice(BASE.length);
    const file = talk.ask("GET", path, NONE, 2_000, "");
    if (file.kind !== "file") throw new Error(file.kind);
    expect(file.contentType).toBe("audio/wav");
    // 4.4 s of 16-bit mono at 8 kHz.
    expect(file.bytes.byteLength).toBe(44 + 4_400 * 16);
    expect(Buffer.from(file.bytes).toString("latin1", 0, 12)).toMatch(/^RIFF....WAVE$/s);
    expect(replyOf(talk.part("redacted-audio", 2_000 + DAY)).status).toBe(400);
    expect(replyOf(talk.ask("GET", path, NONE, 2_000 + DAY, "")).status).toBe(404);
    expect(replyOf(talk.ask("GET", "/redacted/guessed.wav", NONE, 2_000, "")).status).toBe(404);
  });

  it("is gone with its run", () => {
    const talk = new Surface({}, { redact_pii_audio: true });
    const { redacted_audio_url: url } = bodyOf(talk.part("redacted-audio"));
    talk.remove();
    expect(replyOf(talk.part("redacted-audio")).status).toBe(400);
    expect(replyOf(talk.ask("GET", url.slice(BASE.length), NONE, 1, "")).status).toBe(404);
  });
});

describe("webhooks", () => {
  const AUTH = { webhook_auth_header_name: "x-secret", webhook_auth_header_value: "hunter2" };

  it("tell the end of a run once, at its address, with its one header", () => {
    const talk = new Surface({ time: "300ms" }, { webhook_url: HOOK, ...AUTH });
    expect(talk.twin.nextErrandAt()).toBe(START + 300);
    expect(talk.errands(299)).toEqual([]);
    const webhook = { url: HOOK, header: { name: "x-secret", value: "hunter2" } };
    const body = JSON.stringify({ transcript_id: talk.id, status: "completed" });
    expect(talk.errands(300)).toEqual([{ kind: "post", post: { id: 1, webhook, body, timeoutMs: 10_000 } }]);
    expect(talk.errands(400)).toEqual([]);
    expect(bodyOf(talk.get(talk.id, 400))).toMatchObject({ webhook_auth: true, webhook_status_code: null });
    talk.twin.posted(1, 500, START + 500);
    expect(bodyOf(talk.get(talk.id, 500)).webhook_status_code).toBe(500);
    expect(talk.twin.nextErrandAt()).toBe(START + 10_500);
    expect(talk.errands(10_500)).toHaveLength(1);
    talk.twin.posted(1, 200, START + 10_600);
    expect(talk.twin.nextErrandAt()).toBeNull();
    expect(bodyOf(talk.get(talk.id, 20_000)).webhook_status_code).toBe(200);
  });

  it("tell a failure, and a redacted recording by a second one that names no run", () => {
    const failed = new Surface({ faults: ["job:1:error=broken"] }, { webhook_url: HOOK });
    expect(failed.errands(1)).toMatchObject([{ post: { body: `{"transcript_id":"${failed.id}","status":"error"}` } }]);
    const talk = new Surface({ redactionMs: 1_000 }, { webhook_url: HOOK, redact_pii_audio: true });
    expect(talk.errands(999)).toHaveLength(1);
    const { redacted_audio_url } = bodyOf(talk.part("redacted-audio", 1_000));
    const body = JSON.stringify({ redacted_audio_url, status: "redacted_audio_ready" });
    expect(talk.errands(1_000)).toMatchObject([{ post: { body } }]);
  });

  it("are never sent off this machine", () => {
    const talk = new Surface({}, { webhook_url: "https://elsewhere.example/hook" });
    expect(talk.errands(1)).toEqual([]);
  });

  it("wait in a queue for their run's turn", () => {
    const talk = new Surface({ concurrency: 1, time: "100ms" });
    const { audio_url } = bodyOf(talk.get(talk.id, 0));
    talk.order(audio_url, { webhook_url: HOOK });
    expect(talk.twin.nextErrandAt()).toBe(START + 100);
    expect(talk.errands(100)).toEqual([]);
    expect(talk.twin.nextErrandAt()).toBe(START + 200);
    expect(talk.errands(200)).toHaveLength(1);
  });
});

describe("a recording at its caller's address", () => {
  const URL = "http://127.0.0.1:9/call.mp3";

  it("is fetched when work on it begins, and the run waits for it", () => {
    const talk = new Talk({ time: "100ms" });
    talk.hears = false;
    const id = bodyOf(talk.submit(URL)).id;
    expect(talk.twin.errands(START)).toEqual([{ kind: "fetch", run: id, url: URL }]);
    expect(talk.twin.errands(START)).toEqual([]);
    expect(talk.see(id, 5_000)).toMatchObject({ status: "processing" });
    talk.twin.fetched(id, { ok: true, sha256: "ff", bytes: 32_000 }, START + 6_000);
    expect(talk.twin.wants()).toEqual(["ff"]);
    expect(talk.see(id, 6_000)).toMatchObject({ status: "processing" });
    talk.heard("ff", null, 6_500);
    expect(talk.see(id, 6_500)).toMatchObject({ status: "completed", text: expect.stringContaining("32000 bytes") });
    expect(talk.ledger(6_500)).toMatchObject({ uploads: 0, billed: 1, contents: [{ sha256: "ff", billed: 1 }] });
  });

  it.each([
    [
      { kind: "refused", url: URL, status: 403, reason: "Forbidden" },
      `Download error to ${URL}, 403 Client Error: Forbidden for url: ${URL}`,
    ],
    [
      { kind: "refused", url: URL, status: 503, reason: "Service Unavailable" },
      `Download error to ${URL}, 503 Server Error: Service Unavailable for url: ${URL}`,
    ],
    [
      { kind: "unreachable", url: URL },
      `Download error, unable to download ${URL}. Please make sure the file exists and is accessible from the internet.`,
    ],
    [
      { kind: "web-page" },
      "File does not appear to contain audio. File type is text/html (HTML document, ASCII text).",
    ],
  ] as const)("fails its run in the vendor's words for %o", (trouble, error) => {
    const talk = new Talk();
    const id = bodyOf(talk.submit(URL)).id;
    talk.twin.errands(START);
    talk.twin.fetched(id, { ok: false, trouble }, START + 10);
    expect(talk.see(id, 10)).toMatchObject({ status: "error", error });
    expect(talk.ledger(10)).toMatchObject({ failed: 1, billed: 0 });
  });

  it("is not fetched from anywhere but this machine, nor from the twin itself", () => {
    const talk = new Talk();
    for (const url of ["https://elsewhere.example/a.mp3", `${BASE}/upload/guessed`]) {
      expect(talk.see(bodyOf(talk.submit(url)).id, 1).error).toMatch(/^Download error, unable to download/);
    }
    expect(talk.twin.errands(START + 1)).toEqual([]);
  });
});

describe("a strict reading of success", () => {
  it("meets 201 where the scenario asks for it, and only where something was made", () => {
    const talk = new Talk({ createdStatus: 201 });
    const uploaded = replyOf(talk.upload("aa"));
    const submitted = replyOf(talk.submit(JSON.parse(uploaded.body).upload_url));
    expect([uploaded.status, submitted.status]).toEqual([201, 201]);
    expect(replyOf(talk.get(JSON.parse(submitted.body).id, 1)).status).toBe(200);
    expect(replyOf(talk.submit("/tmp/a.mp3")).status).toBe(400);
    expect(CALM.createdStatus).toBe(200);
  });
});

describe("the list's filters", () => {
  it.each([
    "limit=0",
    "limit=201",
    "limit=1.5",
    "limit=x",
    "status=done",
    "created_on=2026-02-30",
    "created_on=today",
    "throttled_only=1",
  ])("refuse %s", (query) => {
    expect(errorOf(new Talk().list(`?${query}`, 0))[0]).toBe(400);
  });

  it("take empty values for absent ones, as the official client writes them", () => {
    const talk = new Surface();
    const query = "?limit=200&status=&created_on=&before_id=&after_id=&throttled_only=";
    expect(bodyOf(talk.list(query, 1)).transcripts).toHaveLength(1);
  });

  it("let throttled_only override the status", () => {
    const talk = new Talk({ concurrency: 1, time: "1s" });
    const [, waiting] = [talk.run("aa"), talk.run("bb")];
    const rows = bodyOf(talk.list("?status=completed&throttled_only=True", 1)).transcripts;
    expect(rows).toMatchObject([{ id: waiting, status: "queued" }]);
  });

  it("refuse pages whose ids cross", () => {
    const talk = new Talk();
    const [old, young] = [talk.run("aa"), talk.run("bb", 1)];
    expect(errorOf(talk.list(`?before_id=${young}&after_id=${old}`, 2))).toEqual([
      400,
      "'after_id' must be a newer transcript than 'before_id'",
    ]);
  });
});
