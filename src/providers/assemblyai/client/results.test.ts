import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ProviderCall } from "../../../domain/provider.ts";
import type { HttpCall } from "../../../domain/transport.ts";
import { assemblyai } from "../client.ts";
import { type ListFilters, listRuns } from "./list.ts";
import { getParagraphs, getRedactedAudio, getSentences, getSubtitles, searchWords } from "./results.ts";

/** A transport in memory: answers the same to everything and keeps what it was asked. */
function line(body: unknown, status = 200) {
  const asked: HttpCall[] = [];
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const call: ProviderCall = {
    transport: {
      send: async (http) => {
        asked.push(http);
        const outcome = { kind: "reply", status, headers: {}, body: text, complete: true } as const;
        return { method: http.method, endpoint: http.endpoint, at: 1, elapsedMs: 2, sentBytes: 0, outcome };
      },
    },
    access: { baseUrl: "https://api.test", key: "key" },
    timeoutMs: 1_000,
    idleMs: 1_000,
    signal: new AbortController().signal,
  };
  return { call, asked };
}

const WORD = { text: "hello", start: 1, end: 2, confidence: 0.5, speaker: "A" };
const PASSAGE = { text: "hello", start: 1, end: 2, confidence: 0.5, speaker: "A", words: [WORD] };

describe("the parts of a transcript", () => {
  it("are asked for at their own paths, ids and words written so that they stay what they are", async () => {
    const { call, asked } = line("{}");
    await getSentences(call, "a/../b");
    await getParagraphs(call, "t1");
    await getSubtitles(call, "t1", "srt");
    await getSubtitles(call, "t1", "vtt", 32);
    await searchWords(call, "t1", ["a&b", "c d"]);
    await getRedactedAudio(call, "t1");
    await assemblyai.client.remove?.(call, "t1");
    expect(asked.map(({ method, url }) => `${method} ${url.slice("https://api.test/v2/transcript/".length)}`)).toEqual([
      "GET a%2F..%2Fb/sentences",
      "GET t1/paragraphs",
      "GET t1/srt",
      "GET t1/vtt?chars_per_caption=32",
      "GET t1/word-search?words=a%26b%2Cc+d",
      "GET t1/redacted-audio",
      "DELETE t1",
    ]);
    expect(asked[0]?.endpoint).toBe("/v2/transcript/{id}/sentences");
    expect(asked.every(({ headers, body }) => headers.authorization === "key" && body === undefined)).toBe(true);
  });

  it("keep passages whole, and none of them when one makes no sense", async () => {
    const heard = await getSentences(line({ sentences: [PASSAGE] }).call, "t1");
    expect(heard.said).toEqual([{ ...PASSAGE, channel: null, words: [{ ...WORD, channel: null }] }]);
    for (const broken of [{ ...PASSAGE, start: "1" }, { ...PASSAGE, words: null }, null, 3]) {
      expect((await getParagraphs(line({ paragraphs: [PASSAGE, broken] }).call, "t1")).said).toBeNull();
    }
    expect((await getParagraphs(line({ sentences: [PASSAGE] }).call, "t1")).said).toBeNull();
  });

  it("tell a redacted recording that is ready from one that is not, and from one that never will be", async () => {
    const ready = { status: "redacted_audio_ready", redacted_audio_url: "https://cdn.test/1" };
    expect((await getRedactedAudio(line(ready).call, "t1")).said).toEqual({
      state: "ready",
      url: "https://cdn.test/1",
    });
    expect((await getRedactedAudio(line({}, 202).call, "t1")).said).toEqual({ state: "not-ready" });
    const never = await getRedactedAudio(line({ error: "none" }, 400).call, "t1");
    expect(never).toMatchObject({ said: null, complaint: "none" });
    for (const broken of [
      { ...ready, status: "soon" },
      { ...ready, redacted_audio_url: "file:///etc/passwd" },
    ]) {
      expect((await getRedactedAudio(line(broken).call, "t1")).said).toBeNull();
    }
  });

  it("are nothing when the reply is nonsense, whatever nonsense", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.jsonValue().map((value) => JSON.stringify(value)),
        ),
        async (body) => {
          const parts = [getSentences, getParagraphs, getRedactedAudio];
          const calls = [
            ...parts.map((part) => part(line(body).call, "t1")),
            searchWords(line(body).call, "t1", ["a"]),
          ];
          for (const heard of await Promise.all(calls)) expect(heard.said).toBeNull();
        },
      ),
    );
  });
});

describe("deleting a run", () => {
  it("is done when the run itself comes back, and not when another does", async () => {
    const remove = assemblyai.client.remove;
    if (remove === undefined) throw new Error("the client cannot delete");
    const deleted = { id: "t1", status: "completed", text: "Deleted by user." };
    expect((await remove(line(deleted).call, "t1")).said).toEqual({ removed: true });
    expect((await remove(line({ ...deleted, id: "t2" }).call, "t1")).said).toBeNull();
    expect(await remove(line({ error: "no" }, 400).call, "t1")).toMatchObject({ said: null, complaint: "no" });
  });
});

describe("a page of runs", () => {
  const EMPTY = { transcripts: [], page_details: {} };

  it.each<[ListFilters, string]>([
    [{}, ""],
    [{ limit: 5, status: "error" }, "?limit=5&status=error"],
    [{ createdOn: "2026-11-20", throttledOnly: true }, "?created_on=2026-11-20&throttled_only=true"],
    [{ beforeId: "b", afterId: "a" }, "?before_id=b&after_id=a"],
  ])("is asked for by %o", async (filters, query) => {
    const { call, asked } = line(EMPTY);
    await listRuns(call, filters);
    expect(asked[0]?.url).toBe(`https://api.test/v2/transcript${query}`);
  });

  it("leads both ways, by queries that stay at our own address", async () => {
    const links = { prev_url: "https://evil.test/v2/transcript?before_id=a", next_url: "https://x/?after_id=b" };
    const { call } = line({ transcripts: [{ id: "a" }, { id: "b" }], page_details: links });
    const { said } = await listRuns(call);
    expect(said).toMatchObject({ older: "before_id=a", newer: "after_id=b", runs: [{ id: "a" }, { id: "b" }] });
    const { call: next, asked } = line(EMPTY);
    await listRuns(next, said?.older ?? "");
    expect(asked[0]?.url).toBe("https://api.test/v2/transcript?before_id=a");
  });
});

describe("the runs that are being worked on", () => {
  const running = assemblyai.client.running;
  if (running === undefined) throw new Error("the client does not list them");
  const row = (id: string, status: string) => ({ id, status, audio_url: "https://x/1", created: null });

  it("are asked for two hundred a page, and where the next one leads", async () => {
    const links = { prev_url: "https://x/?limit=200&status=processing&before_id=b", next_url: null };
    const { call, asked } = line({
      transcripts: [row("a", "processing"), row("b", "processing")],
      page_details: links,
    });
    const { said } = await running(call, null);
    expect(asked[0]?.url).toBe("https://api.test/v2/transcript?limit=200&status=processing");
    expect(said).toEqual({ remoteIds: ["a", "b"], next: "limit=200&status=processing&before_id=b" });
    const { call: older, asked: askedOlder } = line({ transcripts: [], page_details: {} });
    expect((await running(older, said?.next ?? "")).said).toEqual({ remoteIds: [], next: null });
    expect(askedOlder[0]?.url).toBe("https://api.test/v2/transcript?limit=200&status=processing&before_id=b");
  });

  it("are picked out of a list that does not heed what it was asked for", async () => {
    const rows = [row("a", "queued"), row("b", "processing"), row("c", "completed"), row("d", "error")];
    const { said } = await running(line({ transcripts: rows, page_details: {} }).call, null);
    expect(said?.remoteIds).toEqual(["b"]);
  });

  it("are not known where the reply is a refusal, or makes no sense", async () => {
    expect(await running(line({ error: "Too Many Requests" }, 429).call, null)).toMatchObject({
      said: null,
      complaint: "Too Many Requests",
    });
    expect((await running(line("[]").call, null)).said).toBeNull();
  });
});
