import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AssemblyAI, type Transcript as SdkTranscript } from "assemblyai";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { liveRuntime } from "../../src/engine/live-runtime.ts";
import { listenForWebhooks } from "../../src/engine/webhook-listener.ts";
import { listRuns } from "../../src/providers/assemblyai/client/list.ts";
import {
  getParagraphs,
  getRedactedAudio,
  getSentences,
  getSubtitles,
  searchWords,
} from "../../src/providers/assemblyai/client/results.ts";
import { assemblyaiServer } from "../../src/providers/assemblyai/server.ts";
import { parseFaultFlag } from "../../src/twin/fault-flag.ts";
import { serveTwin } from "../../src/twin/http.ts";
import { CALM, type Scenario } from "../../src/twin/script.ts";
import { OurClient, said } from "./our-client.ts";
import { PythonCalls } from "./python-calls.ts";
import { ConformanceTable, type Speaker } from "./table.ts";

const KEY = "conformance-key";
const RECORDING = new TextEncoder().encode("RIFF, or what a recording is to those who do not listen");
const TEXT =
  "Good morning. This call is held until there is a transcript, or a clear reason why there cannot be one. Shall we begin? We shall.";
/** The official client waits three seconds between polls unless it is told otherwise. */
const QUICK = { pollingInterval: 20 };
const ALL: readonly Speaker[] = ["Node SDK", "our client", "Python calls"];
const BOTH: readonly Speaker[] = ["Node SDK", "our client"];

const table = new ConformanceTable();
let folder = "";
let path = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenuto-conformance-"));
  path = join(folder, "call.wav");
  await writeFile(path, RECORDING);
  await writeFile(join(folder, `${createHash("sha256").update(RECORDING).digest("hex")}.txt`), TEXT);
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  console.log(`\n${table.text()}\n`);
});

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A twin over HTTP, and three who speak to it. */
async function meeting(scenario: Partial<Scenario> = {}, faults: readonly string[] = [], key = KEY) {
  const twin = await serveTwin({
    server: assemblyaiServer,
    scenario: { ...CALM, ...scenario, rules: faults.map(parseFaultFlag) },
    seed: 1,
    runtime: liveRuntime(),
    key: KEY,
    texts: folder,
  });
  const ours = new OurClient(twin.url, key);
  closers.push(
    () => twin.close(),
    () => ours.close(),
  );
  return {
    twin,
    ours,
    sdk: new AssemblyAI({ apiKey: key, baseUrl: twin.url }),
    python: new PythonCalls(twin.url, key),
  };
}

/** Serves the recording at an address of this machine, as a customer's own server would. */
async function ownServer(status = 200): Promise<string> {
  const http = createServer((_, response) => response.writeHead(status).end(RECORDING));
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  closers.push(
    () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}/call.wav`;
}

type Meeting = Awaited<ReturnType<typeof meeting>>;

/** One finished run. */
async function finished({ sdk }: Meeting, fields: Record<string, unknown> = {}): Promise<string> {
  const { id } = await sdk.transcripts.transcribe({ audio: RECORDING, ...fields }, QUICK);
  return id;
}

async function messageOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "no error",
    (error: Error) => error.message,
  );
}

const plain = <T>(value: T): unknown => JSON.parse(JSON.stringify(value));

/** What two clients must agree on; ids and addresses differ from run to run. */
function heardIn({ text, words, confidence, language_code, status, audio_duration }: SdkTranscript): unknown {
  return plain({ text, words, confidence, language_code, status, audio_duration });
}

describe("transcribing", () => {
  const byOurs = async ({ ours }: Meeting, url?: string) => {
    const id = await ours.submit(url ?? (await ours.upload(RECORDING)));
    return (await ours.transcript(id)).raw as SdkTranscript;
  };

  table.proves("transcribe a path", BOTH, async () => {
    const all = await meeting();
    const theirs = await all.sdk.transcripts.transcribe({ audio: path }, QUICK);
    expect(theirs).toMatchObject({ status: "completed", text: TEXT });
    expect(heardIn(theirs)).toEqual(heardIn(await byOurs(all)));
  });

  table.proves("transcribe a stream", BOTH, async () => {
    const all = await meeting();
    const theirs = await all.sdk.transcripts.transcribe({ audio: createReadStream(path) }, QUICK);
    expect(heardIn(theirs)).toEqual(heardIn(await byOurs(all)));
    expect(all.twin.ledger().contents).toMatchObject([{ uploads: 2, billed: 2 }]);
  });

  table.proves("transcribe bytes", ALL, async () => {
    const all = await meeting();
    const theirs = await all.sdk.transcripts.transcribe({ audio: RECORDING }, QUICK);
    expect(heardIn(theirs)).toEqual(heardIn(await byOurs(all)));
    const { id } = await all.python.submit({ audio_url: await all.python.upload(RECORDING) });
    await expect.poll(() => all.python.get(id)).toMatchObject({ status: "completed" });
    expect(heardIn(await all.python.get(id))).toEqual(heardIn(theirs));
    expect(Object.keys(theirs).length).toBeGreaterThanOrEqual(65);
  });

  table.proves("transcribe a URL", ALL, async () => {
    const all = await meeting();
    const url = await ownServer();
    const theirs = await all.sdk.transcripts.transcribe({ audio: url }, QUICK);
    expect(theirs).toMatchObject({ status: "completed", text: TEXT, audio_url: url });
    expect(heardIn(theirs)).toEqual(heardIn(await byOurs(all, url)));
    const { id } = await all.python.submit({ audio_url: url });
    await expect.poll(() => all.python.get(id)).toMatchObject({ status: "completed", text: TEXT });
    expect(all.twin.ledger()).toMatchObject({ uploads: 0, billed: 3 });
  });

  table.proves("submit, wait and get", ALL, async () => {
    const { sdk, ours, python } = await meeting({
      processing: { draw: { kind: "constant", ms: 60 }, shareOfAudio: 0 },
    });
    const submitted = await sdk.transcripts.submit({ audio: RECORDING, speaker_labels: true });
    expect(submitted).toMatchObject({ status: "processing", text: null, speaker_labels: true });
    const ready = await sdk.transcripts.waitUntilReady(submitted.id, QUICK);
    expect(await sdk.transcripts.get(submitted.id)).toEqual(ready);
    expect((await ours.transcript(submitted.id)).raw).toEqual(ready);
    expect(await python.get(submitted.id)).toEqual(ready);
  });
});

describe("what is made of a transcript", () => {
  table.proves("sentences", ALL, async () => {
    const all = await meeting();
    const id = await finished(all);
    const { sentences } = await all.sdk.transcripts.sentences(id);
    expect(sentences.map(({ text }) => text)).toEqual([
      "Good morning.",
      "This call is held until there is a transcript, or a clear reason why there cannot be one.",
      "Shall we begin?",
      "We shall.",
    ]);
    expect(withoutChannels(said(await getSentences(all.ours.call, id)))).toEqual(plain(sentences));
    expect((await all.python.part(id, "sentences")).sentences).toEqual(plain(sentences));
  });

  table.proves("paragraphs", ALL, async () => {
    const all = await meeting();
    const id = await finished(all);
    const { paragraphs } = await all.sdk.transcripts.paragraphs(id);
    expect(paragraphs.map(({ text }) => text).join(" ")).toBe(TEXT);
    expect(withoutChannels(said(await getParagraphs(all.ours.call, id)))).toEqual(plain(paragraphs));
    expect((await all.python.part(id, "paragraphs")).paragraphs).toEqual(plain(paragraphs));
  });

  table.proves("subtitles", ALL, async () => {
    const all = await meeting();
    const id = await finished(all);
    for (const format of ["srt", "vtt"] as const) {
      const theirs = await all.sdk.transcripts.subtitles(id, format);
      expect(theirs).toContain("Good morning.");
      expect(said(await getSubtitles(all.ours.call, id, format))).toBe(theirs);
      expect(await all.python.text(id, format)).toBe(theirs);
      const narrow = await all.sdk.transcripts.subtitles(id, format, 20);
      expect(narrow).not.toBe(theirs);
      expect(said(await getSubtitles(all.ours.call, id, format, 20))).toBe(narrow);
    }
  });

  table.proves("word search", ALL, async () => {
    const all = await meeting();
    const id = await finished(all);
    const words = ["SHALL", "good morning", "nothing"];
    const theirs = await all.sdk.transcripts.wordSearch(id, words);
    expect(theirs).toMatchObject({ id, total_count: 3, matches: [{ count: 2 }, { count: 1 }, { count: 0 }] });
    const { total_count, matches } = theirs;
    expect(said(await searchWords(all.ours.call, id, words))).toEqual({ total_count, matches });
    expect(await all.python.part(id, `word-search?words=${encodeURIComponent(words.join(","))}`)).toEqual(theirs);
  });

  table.proves("redacted audio", ALL, async () => {
    const all = await meeting({ redactionMs: 150 });
    const id = await finished(all, { redact_pii: true, redact_pii_audio: true });
    expect(await all.python.redactedAudio(id)).toBe("poll again");
    expect(said(await getRedactedAudio(all.ours.call, id))).toEqual({ state: "not-ready" });
    await expect.poll(() => all.python.redactedAudio(id)).toMatch(/^http/);
    const { redacted_audio_url: url } = await all.sdk.transcripts.redactedAudio(id);
    expect(said(await getRedactedAudio(all.ours.call, id))).toEqual({ state: "ready", url });
    const file = await all.sdk.transcripts.redactedAudioFile(id);
    expect(Buffer.from(await file.arrayBuffer()).toString("latin1", 0, 4)).toBe("RIFF");
    const never = await finished(all);
    const refusal = /^A redacted audio file for this transcript ID doesn't exist/;
    expect(await messageOf(all.sdk.transcripts.redactedAudio(never))).toMatch(refusal);
    expect((await getRedactedAudio(all.ours.call, never)).complaint).toMatch(refusal);
    expect(await all.python.redactedAudio(never)).toBe("expired");
  });
});

/** Our client names a channel always, with null; the wire only where there is one. */
function withoutChannels(passages: readonly { readonly words: readonly object[] }[]): unknown {
  const drop = (value: object): object => {
    const { channel: _channel, ...rest } = value as { channel?: unknown };
    return rest;
  };
  return passages.map((passage) => ({ ...drop(passage), words: passage.words.map(drop) }));
}

describe("the account's runs", () => {
  table.proves("list all pages", ALL, async () => {
    const all = await meeting();
    const made: string[] = [];
    for (let run = 0; run < 7; run += 1) made.unshift(await finished(all));
    const theirs: string[] = [];
    for (let page = await all.sdk.transcripts.list({ limit: 3 }); ; ) {
      theirs.push(...page.transcripts.map(({ id }) => id));
      expect(page.transcripts.every(({ created }) => !Number.isNaN(created.getTime()))).toBe(true);
      const { prev_url } = page.page_details;
      if (prev_url === null) break;
      page = await all.sdk.transcripts.list(prev_url);
    }
    const mine: string[] = [];
    for (let page = said(await listRuns(all.ours.call, { limit: 3 })); ; ) {
      mine.push(...page.runs.map(({ id }) => id));
      if (page.older === null) break;
      page = said(await listRuns(all.ours.call, page.older));
    }
    expect(theirs).toEqual(made);
    expect(mine).toEqual(made);
    const rows: readonly Record<string, unknown>[] = (await all.python.list("limit=200")).transcripts;
    expect(rows.map(({ id }) => id)).toEqual(made);
    for (const row of rows) {
      for (const name of ["id", "resource_url", "status", "created", "audio_url"])
        expect(row[name]).toBeTypeOf("string");
    }
  });

  table.proves("list by filters", BOTH, async () => {
    const all = await meeting({}, ["job:2:error=broken"]);
    const [first, second, third] = [await finished(all), await finished(all), await finished(all)];
    const both = async (theirs: Record<string, unknown>, mine: Parameters<typeof listRuns>[1]): Promise<unknown> => {
      const rows = (await all.sdk.transcripts.list(theirs)).transcripts.map(({ id }) => id);
      expect(said(await listRuns(all.ours.call, mine)).runs.map(({ id }) => id)).toEqual(rows);
      return rows;
    };
    expect(await both({ status: "error" }, { status: "error" })).toEqual([second]);
    expect(await both({ before_id: third }, { beforeId: third })).toEqual([second, first]);
    expect(await both({ after_id: first, limit: 1 }, { afterId: first, limit: 1 })).toEqual([second]);
    expect(await both({ created_on: "2020-01-01" }, { createdOn: "2020-01-01" })).toEqual([]);
    expect(await both({ throttled_only: true }, { throttledOnly: true })).toEqual([]);
    expect(await both({ status: undefined, limit: 200 }, { limit: 200 })).toEqual([third, second, first]);
  });

  table.proves("delete", ALL, async () => {
    const all = await meeting();
    const [one, two, three] = [await finished(all), await finished(all), await finished(all)];
    const deleted = { status: "completed", text: "Deleted by user.", audio_url: "http://deleted_by_user" };
    expect(await all.sdk.transcripts.delete(one)).toMatchObject(deleted);
    await all.ours.remove(two);
    expect(await all.python.remove(three)).toMatchObject(deleted);
    for (const id of [one, two, three]) {
      await all.ours.remove(id);
      expect(await all.sdk.transcripts.get(id)).toMatchObject(deleted);
    }
  });
});

describe("what goes wrong", () => {
  table.proves("a bad key", ALL, async () => {
    const { sdk, ours, python } = await meeting({}, [], "another-key");
    const refusal = "Authentication error, API token missing/invalid";
    expect(await messageOf(sdk.transcripts.transcribe({ audio: path }))).toBe(refusal);
    expect(await messageOf(ours.upload(RECORDING))).toBe(refusal);
    expect(await messageOf(python.upload(RECORDING))).toBe(`401: {"error":"${refusal}"}`);
  });

  table.proves("an unknown id", ALL, async () => {
    const { sdk, ours, python } = await meeting();
    const refusal = "Transcript lookup error, transcript id not found";
    expect(await messageOf(sdk.transcripts.get("nobody"))).toBe(refusal);
    expect(await messageOf(sdk.transcripts.delete("nobody"))).toBe(refusal);
    expect(await messageOf(sdk.transcripts.sentences("nobody"))).toBe(refusal);
    expect(await messageOf(ours.transcript("nobody"))).toBe(refusal);
    expect(await messageOf(ours.remove("nobody"))).toBe(refusal);
    expect((await getSentences(ours.call, "nobody")).complaint).toBe(refusal);
    expect(await messageOf(python.get("nobody"))).toBe(`400: {"error":"${refusal}"}`);
  });

  table.proves("a failed run", ALL, async () => {
    const { sdk, ours, python } = await meeting({}, ["job:always:assemblyai/server-error"]);
    const failed = await sdk.transcripts.transcribe({ audio: RECORDING }, QUICK);
    expect(failed).toMatchObject({
      status: "error",
      text: null,
      error: expect.stringMatching(/^Internal server error/),
    });
    expect(await messageOf(ours.transcript(failed.id))).toBe(failed.error);
    expect((await python.get(failed.id)).error).toBe(failed.error);
  });

  table.proves("a recording that cannot be downloaded", BOTH, async () => {
    const { sdk, ours } = await meeting();
    const url = await ownServer(404);
    const failed = await sdk.transcripts.transcribe({ audio: url }, QUICK);
    expect(failed).toMatchObject({
      status: "error",
      error: `Download error to ${url}, 404 Client Error: Not Found for url: ${url}`,
    });
    expect(await messageOf(ours.transcript(failed.id))).toBe(failed.error);
  });

  table.proves("an upload that did not come through (422, plain text)", ALL, async () => {
    const { sdk, ours, python } = await meeting({}, ["upload:always:assemblyai/upload-failed"]);
    const refusal = "Upload failed, please try again";
    expect(await messageOf(sdk.files.upload(path))).toBe(refusal);
    expect(await messageOf(ours.upload(RECORDING))).toBe(refusal);
    expect(await messageOf(python.upload(RECORDING))).toBe(`422: ${refusal}`);
  });

  table.proves("a poll that fails (500), and a load balancer's page", BOTH, async () => {
    const all = await meeting({}, ["poll:1,2:500", "poll:3,4:html status=503"]);
    const { id } = await all.sdk.transcripts.submit({ audio: RECORDING });
    expect(await messageOf(all.sdk.transcripts.get(id))).toBe("Internal Server Error");
    expect(await messageOf(all.ours.transcript(id))).toBe("Internal Server Error");
    expect(await messageOf(all.sdk.transcripts.get(id))).toMatch(/^<html>/);
    expect(await messageOf(all.ours.transcript(id))).toMatch(/^<html>/);
    await expect.poll(() => all.sdk.transcripts.get(id)).toMatchObject({ status: "completed" });
  });

  table.proves("201 instead of 200", ALL, async () => {
    const { sdk, ours, python } = await meeting({ createdStatus: 201 });
    expect(await sdk.transcripts.transcribe({ audio: RECORDING }, QUICK)).toMatchObject({ status: "completed" });
    expect((await ours.transcript(await ours.submit(await ours.upload(RECORDING)))).text).toBe(TEXT);
    expect(await messageOf(python.upload(RECORDING))).toMatch(/^201: /);
  });
});

describe("webhooks", () => {
  it("reach our listener over HTTP, again after a 500, and the run shows how they were answered", async () => {
    const heard: string[] = [];
    const header = { name: "X-Tenuto-Secret", value: "between us" };
    const listener = await listenForWebhooks({ port: 0, header, hint: async (id) => void heard.push(id) });
    closers.push(listener.close);
    let refusals = 1;
    const front = createServer(async (request, response) => {
      if (refusals > 0) {
        refusals -= 1;
        response.writeHead(500).end();
        return;
      }
      const pieces: Buffer[] = [];
      for await (const piece of request) pieces.push(piece as Buffer);
      const secret = { [header.name]: String(request.headers["x-tenuto-secret"]) };
      const passed = await fetch(`${listener.url}/hook`, {
        method: "POST",
        headers: secret,
        body: Buffer.concat(pieces),
      });
      response.writeHead(passed.status).end();
    });
    await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
    closers.push(() => new Promise((resolve) => void front.close(() => resolve())));
    const { sdk } = await meeting({ webhooks: { timeoutMs: 2_000, attempts: 3, everyMs: 20 } });
    const { id } = await sdk.transcripts.submit({
      audio: RECORDING,
      webhook_url: `http://127.0.0.1:${(front.address() as AddressInfo).port}/hook`,
      webhook_auth_header_name: header.name,
      webhook_auth_header_value: header.value,
    });
    // Nobody polls: the twin tells of the end by itself.
    await expect.poll(() => heard).toEqual([id]);
    await expect
      .poll(() => sdk.transcripts.get(id))
      .toMatchObject({ webhook_status_code: 200, webhook_auth: true, webhook_auth_header_name: header.name });
  });
});
