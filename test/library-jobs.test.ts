import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { type JournalRecord, TranscriptionCanceled, TranscriptionHeld } from "../src/index.ts";
import { clock, errorOf, LibraryHouses, recording } from "./library-house.ts";

const houses = new LibraryHouses();
afterEach(() => houses.close());
afterAll(() => houses.dispose());

/** A host that serves one recording, and counts who asks. */
async function served(text: string) {
  let asked = 0;
  const server = createServer((_, reply) => {
    asked += 1;
    reply.writeHead(200, { "content-type": "audio/wav" }).end(text);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> => new Promise((done) => server.close(() => done()));
  return { url: `http://127.0.0.1:${port}/call.wav?signature=raw-secret`, asked: () => asked, close };
}

describe("submit", () => {
  it("returns once the recording is safe, and works on it without being waited for", async () => {
    const { twin, tenuto } = await houses.open("processing: 50ms");
    const handle = await tenuto.submit(recording("a call"), { name: "call.wav", tags: { customer: "7" } });
    expect(handle).toMatchObject({ id: expect.stringMatching(/^job_/), attached: false });
    while (twin.ledger().billed === 0) await clock.sleep(5);
    const transcript = await handle.result();
    expect(transcript.text).not.toBe("");
    expect(await handle.result()).toEqual(transcript);
    expect(await handle.read()).toMatchObject({
      id: handle.id,
      request: { audio: { name: "call.wav" }, tags: { customer: "7" } },
      state: { status: "completed" },
    });
  });

  it("takes every form of a recording, and each is the same to it", async () => {
    const { twin, tenuto } = await houses.open("processing: 10ms");
    const path = join(await houses.folder, "call #1.wav");
    await writeFile(path, "the same");
    const bytes = recording("the same");
    const forms = [
      path,
      pathToFileURL(path),
      Buffer.from(bytes),
      bytes,
      new Blob([bytes]),
      new File([bytes], "call.wav"),
      Readable.from([bytes.subarray(0, 3), bytes.subarray(3)]),
      new Blob([bytes]).stream(),
    ];
    const hashes = new Set<string>();
    for (const form of forms) {
      const handle = await tenuto.submit(form);
      hashes.add((await handle.read()).request.audio.sha256);
      await handle.result();
    }
    expect(hashes.size).toBe(1);
    expect(twin.ledger()).toMatchObject({ uploads: forms.length, bytes: forms.length * bytes.length });
  });

  it("keeps everything that the provider sent", async () => {
    const { tenuto } = await houses.open("processing: 10ms");
    const transcript = await tenuto.transcribe(recording("a call"));
    expect(transcript.raw).toMatchObject({ id: transcript.remoteId, status: "completed", text: transcript.text });
  });

  it("refuses what is no recording, and a stream of texts", async () => {
    const { tenuto } = await houses.open("processing: 10ms");
    const refusal = { name: "AudioError", code: "audio/not-bytes" };
    expect(await errorOf(tenuto.submit(7 as unknown as string))).toMatchObject(refusal);
    expect(await errorOf(tenuto.submit(Readable.from(["text"]) as AsyncIterable<Uint8Array>))).toMatchObject(refusal);
    expect(await errorOf(tenuto.submit("https://"))).toMatchObject({ code: "audio/url" });
  });

  it("accepts nothing when its signal aborts while the recording is taken in", async () => {
    const { twin, tenuto } = await houses.open("processing: 10ms");
    const gone = new AbortController();
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield recording("a piece");
      gone.abort("enough");
      await new Promise(() => undefined);
    }
    expect(await errorOf(tenuto.submit(endless(), { signal: gone.signal }))).toBe("enough");
    expect(await tenuto.jobs()).toEqual([]);
    expect(twin.ledger().requests).toMatchObject({ upload: 0 });
  });
});

describe("a recording behind an address", () => {
  it("is fetched once and held, so that a retry does not hang on the link", async () => {
    const host = await served("from the web");
    const faults = "faults: [{ stage: upload, occurrence: 1, fault: reset-before }]";
    const { twin, tenuto } = await houses.open(faults, { allowPrivateHosts: true, preset: "realtime" });
    const handle = await tenuto.submit(new URL(host.url));
    expect((await handle.result()).text).not.toBe("");
    expect([host.asked(), twin.ledger().bytes]).toEqual([1, "from the web".length]);
    expect((await handle.read()).request.audio.name).toBe("call.wav");
    await host.close();
  });

  it("is left alone on this machine unless that is allowed", async () => {
    const host = await served("from the web");
    const { tenuto } = await houses.open("processing: 10ms");
    expect(await errorOf(tenuto.transcribe(host.url))).toMatchObject({ code: "audio/url" });
    expect(host.asked()).toBe(0);
    await host.close();
  });

  it("is fetched a second time when it broke off", async () => {
    let asked = 0;
    const server = createServer((_, reply) => {
      asked += 1;
      reply.writeHead(200, { "content-length": 5 });
      if (asked === 1) reply.write("aud", () => reply.destroy());
      else reply.end("audio");
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { tenuto } = await houses.open("processing: 10ms", { allowPrivateHosts: true });
    const { port } = server.address() as AddressInfo;
    expect((await tenuto.transcribe(`http://127.0.0.1:${port}/a.wav`)).text).not.toBe("");
    expect(asked).toBe(2);
    await new Promise((done) => server.close(done));
  });

  it("is passed on where that is asked for, and nothing is uploaded", async () => {
    const { twin, tenuto } = await houses.open("processing: 10ms");
    // The twin has no way to the web; it takes an upload of its own for one that it could fetch.
    const key = { authorization: "raw-secret-key" };
    const upload = await fetch(`${twin.url}/v2/upload`, { method: "POST", headers: key, body: "elsewhere" });
    const { upload_url: url } = (await upload.json()) as { upload_url: string };
    const handle = await tenuto.submit(url, { passUrl: true });
    expect((await handle.result()).text).not.toBe("");
    expect(twin.ledger()).toMatchObject({ uploads: 1, created: 1, billed: 1 });
    const told = JSON.stringify([await handle.result(), await eventsOf(handle.events())]);
    expect(told).not.toContain(new URL(url).pathname);
  });

  it("can be passed on only as an address, and only to a provider that fetches", async () => {
    const { tenuto } = await houses.open("processing: 10ms");
    const refusal = { code: "settings/pass-url" };
    expect(await errorOf(tenuto.submit(recording("bytes"), { passUrl: true }))).toMatchObject(refusal);
  });
});

async function eventsOf(events: AsyncIterable<JournalRecord>): Promise<JournalRecord[]> {
  const all: JournalRecord[] = [];
  for await (const event of events) all.push(event);
  return all;
}

describe("a handle", () => {
  it("tells of everything that happens to its job, from the start to the end", async () => {
    const { tenuto } = await houses.open("processing: 100ms");
    const other = await tenuto.submit(recording("another"));
    const handle = await tenuto.submit(recording("a call"));
    const types = (await eventsOf(handle.events())).map(({ entry }) => entry.type);
    expect(types).toEqual(expect.arrayContaining(["accepted", "attempt", "intent", "transcribed", "completed"]));
    expect(types.at(-1)).toBe("completed");
    const later = await eventsOf((await tenuto.job(handle.id))?.events() ?? other.events());
    expect(later.map(({ entry }) => entry.type)).toEqual(types);
    expect(new Set(later.map(({ job }) => job))).toEqual(new Set([handle.id]));
  });

  it("stops telling when its listener leaves, when its signal aborts, and when its job is held", async () => {
    const { tenuto } = await houses.open("processing: 10m");
    const handle = await tenuto.submit(recording("a call"));
    for await (const _ of handle.events()) break;
    const gone = new AbortController();
    const heard = eventsOf(handle.events({ signal: gone.signal }));
    gone.abort();
    await heard.catch(() => undefined);
    const keyless = await houses.open("processing: 10ms", { apiKey: "" });
    const held = await keyless.tenuto.submit(recording("a call"));
    expect((await eventsOf(held.events())).at(-1)?.entry).toMatchObject({ type: "fault" });
  });

  it("cancels its job once: whoever waits is told, and nothing more is asked of the provider", async () => {
    const { twin, tenuto } = await houses.open("processing: 10m");
    const handle = await tenuto.submit(recording("a call"));
    while (twin.ledger().polls < 1) await clock.sleep(5);
    const waiting = errorOf(handle.result());
    expect(await handle.cancel("wrong file")).toBe(true);
    expect(await handle.cancel()).toBe(false);
    const error = await waiting;
    expect(error).toBeInstanceOf(TranscriptionCanceled);
    expect(error).toMatchObject({
      code: "library/canceled",
      jobId: handle.id,
      message: expect.stringContaining("wrong file"),
    });
    const { polls } = twin.ledger();
    await clock.sleep(100);
    expect(twin.ledger().polls).toBe(polls);
  });

  it("ends a wait with its signal, and the job goes on", async () => {
    const { tenuto } = await houses.open("processing: 200ms");
    const handle = await tenuto.submit(recording("a call"));
    expect(await errorOf(handle.result({ signal: AbortSignal.timeout(20) }))).toMatchObject({ name: "TimeoutError" });
    expect((await handle.result()).text).not.toBe("");
  });

  it("is held rather than left hanging, though other jobs are under way", async () => {
    const body = '{"error":"Your current account balance is negative."}';
    const { tenuto } = await houses.open(
      `processing: 10m\nfaults: [{ stage: submit, occurrence: 2, status: 400, body: '${body}' }]`,
    );
    const long = await tenuto.submit(recording("long"));
    const events = long.events();
    for await (const { entry } of events) if (entry.type === "attempt" && entry.stage === "submit") break;
    const error = await errorOf((await tenuto.submit(recording("unpaid"))).result());
    expect(error).toBeInstanceOf(TranscriptionHeld);
    expect((await long.read()).state.status).toBe("open");
  });
});

describe("the store's jobs", () => {
  it("are listed, found again by their ids, and unknown ids are not", async () => {
    const { tenuto } = await houses.open("processing: 10ms");
    const first = await tenuto.submit(recording("first"), { name: "first.wav" });
    const second = await tenuto.submit(recording("second"), { name: "second.wav" });
    await Promise.all([first.result(), second.result()]);
    expect((await tenuto.jobs()).map(({ name }) => name)).toEqual(["first.wav", "second.wav"]);
    expect(await tenuto.jobs({ after: first.id, limit: 1 })).toMatchObject([{ id: second.id, status: "completed" }]);
    expect(await tenuto.jobs({ statuses: ["failed"] })).toEqual([]);
    expect((await (await tenuto.job(first.id))?.result())?.text).not.toBe("");
    expect(await tenuto.job("job_none")).toBeNull();
  });

  it("go on in a later life, held ones included", async () => {
    const store = join(await houses.folder, "resume.db");
    const { twin, tenuto } = await houses.open("processing: 100ms", { store, apiKey: "" });
    const held = await tenuto.submit(recording("held"));
    expect(await errorOf(held.result())).toMatchObject({ code: "tenuto/no-key" });
    await tenuto.close();
    const later = houses.inFrontOf(twin, { store });
    const handles = await later.resume();
    expect(handles.map(({ id }) => id)).toEqual([held.id]);
    while (twin.ledger().billed === 0) await clock.sleep(5);
    expect((await handles[0]?.result())?.text).not.toBe("");
    expect(await later.resume()).toEqual([]);
  });
});

describe("closing", () => {
  it("ends what waits with its own error, and what comes after", async () => {
    const { twin, tenuto } = await houses.open("processing: 10m");
    const handle = await tenuto.submit(recording("a call"));
    const waiting = errorOf(handle.result());
    const listening = eventsOf(handle.events());
    while (twin.ledger().polls < 1) await clock.sleep(5);
    await tenuto.close();
    expect(await waiting).toMatchObject({ code: "library/closed" });
    await listening;
    expect(await errorOf(tenuto.jobs())).toMatchObject({ code: "library/closed" });
    await tenuto.close();
  });

  it("is done by await using, and opens nothing that was not used", async () => {
    const { twin, tenuto } = await houses.open("processing: 10ms");
    await tenuto[Symbol.asyncDispose]();
    const unused = houses.inFrontOf(twin, { store: join(await houses.folder, "unused", "jobs.db") });
    await unused[Symbol.asyncDispose]();
    expect(twin.ledger().requests).toMatchObject({ upload: 0 });
  });
});

describe("a log", () => {
  it("gets a line for each event, with what is needed to find it again", async () => {
    const lines: { level: string; message: string; [field: string]: unknown }[] = [];
    const at = (level: string) => (fields: object, message: string) => lines.push({ level, message, ...fields });
    const logger = { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
    const { tenuto } = await houses.open("faults: [{ stage: upload, occurrence: 1, status: 503 }]", {
      logger,
      preset: "realtime",
    });
    const { remoteId } = await tenuto.transcribe(recording("a call"));
    await tenuto.close();
    expect(lines.map(({ event }) => event)).toContain("accepted");
    expect(lines.at(-1)).toMatchObject({ level: "info", event: "completed", job: expect.any(String), remoteId });
    expect(lines.find(({ level }) => level === "warn")).toMatchObject({
      event: "fault",
      stage: "upload",
      attempt: 1,
      submission: 1,
      status: 503,
      fault: expect.stringContaining("/"),
      rule: expect.any(String),
      verdict: expect.any(String),
      delayMs: expect.any(Number),
      at: expect.any(Number),
    });
  });

  it("that throws harms no job", async () => {
    const broken = (): never => {
      throw new Error("the log is full");
    };
    const logger = { debug: broken, info: broken, warn: broken, error: broken };
    const { tenuto } = await houses.open("processing: 10ms", { logger });
    expect((await tenuto.transcribe(recording("a call"))).text).not.toBe("");
  });
});
