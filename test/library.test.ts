import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { TranscriptionFailed, TranscriptionHeld } from "../src/index.ts";
import { clock, errorOf, LibraryHouses, recording } from "./library-house.ts";

const USER = fileURLToPath(new URL("children/library-user.mjs", import.meta.url));

const houses = new LibraryHouses();
afterEach(() => houses.close());
afterAll(() => houses.dispose());

describe("transcribe", () => {
  it("takes a path, bytes, or a stream of bytes", async () => {
    const { twin, tenuto } = await houses.open("processing: 20ms");
    const path = join(await houses.folder, "call.wav");
    await writeFile(path, "a file");
    async function* streamed(): AsyncIterable<Uint8Array> {
      yield recording("in two ");
      yield recording("pieces");
    }
    const transcripts = await Promise.all([
      tenuto.transcribe(path),
      tenuto.transcribe(recording("bytes")),
      tenuto.transcribe(streamed()),
    ]);
    for (const transcript of transcripts) {
      expect(transcript).toMatchObject({ provider: "assemblyai", remoteId: expect.any(String) });
      expect(transcript.text).not.toBe("");
    }
    expect(twin.ledger()).toMatchObject({ uploads: 3, bytes: 6 + 5 + 13, billed: 3, billedTwice: [] });
  });

  it("mends what fails on the way, and pays once", async () => {
    const { twin, tenuto } = await houses.open(
      `faults:
  - { stage: upload, occurrence: 1, fault: reset-before }
  - { stage: job, occurrence: 1, error: Nobody has ever read this text }`,
      { preset: "realtime" },
    );
    expect((await tenuto.transcribe(recording("a bad day"))).text).not.toBe("");
    expect(twin.ledger()).toMatchObject({ uploads: 1, created: 2, failed: 1, billed: 1 });
  });

  it("fails with the fault, the attempts, the provider's ids and the page of the error", async () => {
    const { tenuto } = await houses.open("faults: [{ stage: job, fault: assemblyai/no-speech }]");
    const error = await errorOf(tenuto.transcribe(recording("silence")));
    if (!(error instanceof TranscriptionFailed)) throw error;
    expect(error).not.toBeInstanceOf(TranscriptionHeld);
    expect(error).toMatchObject({
      code: "assemblyai/no-speech",
      name: "TranscriptionFailed",
      fault: { code: "assemblyai/no-speech", stage: "wait" },
      attempts: 3,
      page: "docs/errors/assemblyai/no-speech.md",
    });
    expect(error.jobId).toMatch(/^job_/);
    expect(error.remoteIds).toEqual([expect.any(String)]);
    expect(error.remedy).not.toBe("");
    expect(JSON.stringify({ ...error, message: error.message })).not.toContain("raw-secret-key");
  });

  it("is held when the account has no money left, and the job is kept", async () => {
    const { twin, tenuto } = await houses.open(
      'faults: [{ stage: submit, status: 400, body: \'{"error":"Your current account balance is negative."}\' }]',
    );
    const error = await errorOf(tenuto.transcribe(recording("unpaid")));
    expect(error).toBeInstanceOf(TranscriptionHeld);
    expect(error).toMatchObject({ code: "assemblyai/balance", fault: { scope: "account" } });
    // Whoever comes next is told the same, and the provider is not asked again.
    const next = await errorOf(tenuto.transcribe(recording("unpaid as well")));
    expect(next).toBeInstanceOf(TranscriptionHeld);
    expect(next).toMatchObject({ code: "assemblyai/balance" });
    expect(twin.ledger().requests).toMatchObject({ upload: 1, submit: 1 });
  });

  it("is held without a key, and nothing is sent", async () => {
    const { twin, tenuto } = await houses.open("processing: 0s", { apiKey: "" });
    const error = await errorOf(tenuto.transcribe(recording("keyless")));
    expect(error).toBeInstanceOf(TranscriptionHeld);
    expect(error).toMatchObject({ code: "tenuto/no-key" });
    expect(twin.ledger().requests).toMatchObject({ upload: 0 });
  });

  it("ends at once when its signal aborts, and its job is not worked on any more", async () => {
    const { twin, tenuto } = await houses.open("processing: 10m");
    const gone = new AbortController();
    const working = errorOf(tenuto.transcribe(recording("too long"), { signal: gone.signal }));
    while (twin.ledger().polls < 2) await clock.sleep(5);
    const reason = new Error("enough");
    const start = clock.monotonic();
    gone.abort(reason);
    expect(await working).toBe(reason);
    expect(clock.monotonic() - start).toBeLessThan(1_000);
    const { polls } = twin.ledger();
    await clock.sleep(100);
    expect(twin.ledger().polls).toBe(polls);
  });

  it("does not begin under a signal that has aborted already", async () => {
    const { twin, tenuto } = await houses.open("processing: 0s");
    const signal = AbortSignal.abort("too late");
    expect(await errorOf(tenuto.transcribe(recording("never"), { signal }))).toBe("too late");
    expect(twin.ledger().requests).toMatchObject({ upload: 0 });
  });

  it("asked twice at once for the same pays once, and one caller's going away leaves it to the other", async () => {
    const { twin, tenuto } = await houses.open("processing: 300ms");
    const gone = new AbortController();
    const leaving = errorOf(tenuto.transcribe(recording("the same"), { signal: gone.signal }));
    const staying = tenuto.transcribe(recording("the same"));
    while (twin.ledger().polls < 1) await clock.sleep(5);
    gone.abort("gone");
    expect(await leaving).toBe("gone");
    expect((await staying).text).not.toBe("");
    expect(twin.ledger()).toMatchObject({ created: 1, billed: 1 });
  });

  it("called many times at once shares one worker, and goes on after an idle while", async () => {
    const { twin, tenuto } = await houses.open("processing: 20ms-80ms", { concurrency: 4 });
    const all = Array.from({ length: 20 }, (_, number) => tenuto.transcribe(recording(`number ${number}`)));
    expect(new Set((await Promise.all(all)).map(({ remoteId }) => remoteId)).size).toBe(20);
    await clock.sleep(50);
    expect((await tenuto.transcribe(recording("one more"))).text).not.toBe("");
    expect(twin.ledger()).toMatchObject({ created: 21, billed: 21, billedTwice: [] });
  });

  it("lets its process end without being closed", async () => {
    const { twin } = await houses.open("processing: 50ms");
    const child = spawn(process.execPath, [USER, twin.url], { stdio: ["ignore", "pipe", "inherit"] });
    child.stdout.setEncoding("utf8");
    let said = "";
    let saidAt = Number.NaN;
    child.stdout.on("data", (piece: string) => {
      said += piece;
      saidAt = clock.monotonic();
    });
    const [code] = await once(child, "close");
    expect([said, code]).toEqual(["done\n", 0]);
    expect(clock.monotonic() - saidAt).toBeLessThan(2_000);
  });

  it("keeps its jobs in a file where it is given one, and a second life takes them up", async () => {
    const store = join(await houses.folder, "jobs.db");
    const { twin, tenuto } = await houses.open("processing: 400ms", { store });
    expect(tenuto.durable).toBe(true);
    const cut = errorOf(tenuto.transcribe(recording("across lives")));
    while (twin.ledger().polls < 1) await clock.sleep(5);
    await tenuto.close();
    expect(await cut).toMatchObject({ code: "library/closed" });
    const second = houses.inFrontOf(twin, { store });
    expect((await second.transcribe(recording("across lives"))).text).not.toBe("");
    expect(twin.ledger()).toMatchObject({ uploads: 1, created: 1, billed: 1 });
  });
});
