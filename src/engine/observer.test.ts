import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JournalEntry } from "../domain/journal.ts";
import { openLogFile } from "./log-file.ts";
import { type Logger, logLine, observe } from "./observer.ts";

const exchange = {
  method: "POST",
  endpoint: "/v2/upload",
  at: 5,
  elapsedMs: 12,
  sentBytes: 10,
  status: 503,
  socketCode: null,
  requestId: "request-1",
  retryAfter: null,
  bodyHead: "no room at all",
};

const fault = {
  code: "http/503",
  message: "the provider is busy",
  params: {},
  stage: "upload",
  class: "server",
  scope: "attempt",
  certainty: "rejected",
  remedy: "retry",
  attempts: null,
  pace: null,
  advice: "wait",
  notBefore: null,
  at: 7,
} as const;

const ENTRIES: readonly JournalEntry[] = [
  { at: 7, type: "accepted", audio: "call.mp3", bytes: 10, provider: "assemblyai" },
  { at: 7, type: "claimed", worker: "w", stage: "upload" },
  { at: 7, type: "attempt", stage: "upload", attempt: 1, submission: 1, certainty: "accepted", exchange },
  {
    at: 7,
    type: "fault",
    stage: "upload",
    attempt: 2,
    submission: 1,
    fault,
    verdict: { action: "retry", delayMs: 1_500.4, reason: "it may pass", rule: "policy/upload" },
    exchange,
  },
  { at: 7, type: "intent", submission: 1, attempt: 1 },
  { at: 7, type: "looked-up", submission: 1, found: "run-2", empty: 0 },
  { at: 7, type: "looked-up", submission: 1, found: null, empty: 1 },
  { at: 7, type: "polls", submission: 1, count: 3, until: 9, said: "processing", throttled: false },
  { at: 7, type: "transcribed", submission: 1, words: 4, durationMs: 1_000 },
  { at: 7, type: "delivered", to: "/out/call.txt", bytes: 10 },
  { at: 7, type: "woken", reason: "resumed" },
  { at: 7, type: "completed" },
  { at: 7, type: "failed", fault },
  { at: 7, type: "canceled", reason: "wrong file" },
];

const lineOf = (entry: JournalEntry) => logLine({ seq: 1, job: "job_1", entry }, "run-1");

describe("a log line", () => {
  it.each(ENTRIES.map((entry) => [entry.type, entry] as const))("says when and for which job: %s", (type, entry) => {
    const { fields, message } = lineOf(entry);
    expect(fields).toMatchObject({ at: 7, job: "job_1", event: type });
    expect(message).not.toBe("");
  });

  it("of a fault has the stage, the attempt, the provider's ids, the code, the delay and the rule", () => {
    expect(lineOf(ENTRIES[3] ?? { at: 0, type: "completed" })).toEqual({
      level: "warn",
      message: "the provider is busy",
      fields: {
        at: 7,
        job: "job_1",
        event: "fault",
        stage: "upload",
        attempt: 2,
        submission: 1,
        remoteId: "run-1",
        requestId: "request-1",
        status: 503,
        elapsedMs: 12,
        fault: "http/503",
        certainty: "rejected",
        verdict: "retry",
        delayMs: 1_500,
        rule: "policy/upload",
      },
    });
  });

  it("is louder the worse it is", () => {
    const levels = ENTRIES.map((entry) => [entry.type, lineOf(entry).level] as const);
    expect(Object.fromEntries(levels)).toMatchObject({
      polls: "debug",
      completed: "info",
      fault: "warn",
      failed: "error",
    });
  });

  it("holds no part of a body, an output's path or a recording's name", () => {
    const all = JSON.stringify(ENTRIES.map(lineOf));
    for (const word of ["no room", "/out/", "call.mp3"]) expect(all).not.toContain(word);
  });
});

describe("a log file", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tenuto-log-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("holds a line of JSON for each entry as soon as it was told, after what it held before", async () => {
    const path = join(folder, "logs", "tenuto.log");
    for (const name of ["first", "second"]) {
      const log = await openLogFile(path);
      const tell = observe(log.logger, { submissions: async () => [] });
      for (const entry of ENTRIES) await tell({ seq: 1, job: name, entry });
      const lines = (await readFile(path, "utf8")).trim().split("\n");
      expect(lines).toHaveLength(name === "first" ? ENTRIES.length : 2 * ENTRIES.length);
      expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({
        level: "info",
        job: name,
        event: "canceled",
        msg: "canceled: wrong file",
        time: expect.any(Number),
      });
      log.close();
    }
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("that cannot be written is refused at once", async () => {
    await expect(openLogFile(folder)).rejects.toMatchObject({ name: "SettingsError", code: "settings/log" });
    await expect(openLogFile("/dev/null/tenuto.log")).rejects.toMatchObject({ code: "settings/log" });
  });

  it("tells the newest run of the job, and survives a logger that throws", async () => {
    const told: object[] = [];
    const note = (fields: object): void => void told.push(fields);
    const broken = (): never => {
      throw new Error("full");
    };
    const logger: Logger = { debug: note, info: note, warn: broken, error: broken };
    const run = { id: "s", job: "j", number: 1, provider: "p", account: "a", uploadedAt: null, intentAt: null };
    const rest = {
      acceptedAt: null,
      certainty: null,
      uncertainSince: null,
      emptyLookups: 0,
      endedAt: null,
      outcome: null,
    };
    const submissions = ["run-1", null, "run-3"].map((remoteId) => ({
      ...run,
      ...rest,
      remoteId,
      private: { uploadUrl: null },
    }));
    const tell = observe(logger, { submissions: async () => submissions });
    for (const entry of ENTRIES) await tell({ seq: 1, job: "j", entry });
    expect(told.at(-1)).toMatchObject({ remoteId: "run-3" });
  });
});
