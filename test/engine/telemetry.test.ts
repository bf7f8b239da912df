import { readFile } from "node:fs/promises";
import { SpanKind } from "@opentelemetry/api";
import { afterEach, describe, expect, it } from "vitest";
import { METRICS } from "../../src/engine/telemetry/metrics.ts";
import { NAMES } from "../../src/engine/telemetry/names.ts";
import type { DeskOptions } from "./desk.ts";
import { type Asked, OPTION, OtelDesk, RECORDING } from "./otel-desk.ts";
import { millis, Recorder, tellAll } from "./otel-recorder.ts";

/** Two polls fail, the run fails and is made again, and that submit is refused until the job goes on elsewhere. */
const BAD_DAY = `processing: 20s
faults:
  - { stage: poll, occurrence: 2-3, fault: http/503 }
  - { stage: job, occurrence: 1, fault: assemblyai/server-error }
  - { stage: submit, occurrence: 2-9, status: 429 }`;

const recorders: Recorder[] = [];
afterEach(async () => {
  for (const recorder of recorders.splice(0)) await recorder.close();
});

function newRecorder(): Recorder {
  const recorder = new Recorder();
  recorders.push(recorder);
  return recorder;
}

/** A job as the real engine does it, told to the real SDK. */
async function told(options: DeskOptions, asked: Asked = {}) {
  const recorder = newRecorder();
  const desk = new OtelDesk(options);
  const { id, journal } = await desk.play(async () => {
    const added = await desk.add(asked);
    await desk.work(6 * 3_600_000);
    return { id: added, journal: await desk.journal(added) };
  });
  await tellAll(recorder.teller(desk.means.store), journal);
  return { desk, recorder, id, journal, since: journal[0]?.entry.at ?? 0 };
}

describe("a job told to OpenTelemetry", () => {
  it("of two failed polls, a resubmission and a failover is these spans, and no others", async () => {
    const { recorder } = await told({ scenario: BAD_DAY }, { chained: true });
    expect(recorder.drawn()).toEqual([
      "transcription [went-on]",
      "  upload",
      "    POST /v2/upload",
      "  submit",
      "    POST /v2/transcript",
      "  wait assemblyai/server-error",
      "    polls",
      "    GET /v2/transcript/{id} http/503",
      "    GET /v2/transcript/{id} http/503 resend 1",
      "    polls",
      "    GET /v2/transcript/{id} assemblyai/server-error",
      "  submit assemblyai/too-many-requests",
      "    POST /v2/transcript assemblyai/too-many-requests",
      ...[1, 2, 3, 4].map((count) => `    POST /v2/transcript assemblyai/too-many-requests resend ${count}`),
      "  submit",
      "    POST /second",
    ]);
  });

  it("has the times of its journal", async () => {
    const { recorder, journal } = await told({ scenario: BAD_DAY }, { chained: true });
    const calls = journal.flatMap(({ entry }) => ("exchange" in entry ? (entry.exchange ?? []) : []));
    const times = (spans: Recorder["spans"]) => spans.map(({ startTime, endTime }) => [startTime, endTime].map(millis));
    const sent = recorder.spans.filter(({ kind }) => kind === SpanKind.CLIENT);
    expect(times(sent)).toEqual(calls.map(({ at, elapsedMs }) => [at, at + elapsedMs]));
    const [first, last] = [journal[0]?.entry.at, journal.at(-1)?.entry.at];
    expect(times(recorder.roots)).toEqual([[first, last]]);
  });

  it("says at each place who was asked for what, how it ended and what was decided", async () => {
    const { recorder, id, desk } = await told({ scenario: BAD_DAY }, { chained: true });
    const [root] = recorder.roots;
    expect(root?.attributes).toMatchObject({
      "gen_ai.operation.name": "transcription",
      "gen_ai.provider.name": "second",
      "gen_ai.request.model": "whisper-1",
      "tenuto.job.id": id,
      "tenuto.outcome": "completed",
      "tenuto.audio.size": 10,
      "tenuto.audio.duration": 60,
    });
    expect(root?.status.code).toBe(0);
    const [first] = await desk.means.store.submissions(id);
    const waits = recorder.spans.filter(({ name }) => name === "wait");
    expect(waits.map(({ attributes }) => attributes["tenuto.run.id"])).toEqual([first?.remoteId]);
    expect(waits[0]?.status).toEqual({ code: 2, message: "assemblyai/server-error" });
    const polls = recorder.spans.filter(({ attributes }) => attributes["error.type"] === "http/503");
    expect(polls.map(({ kind }) => kind)).toEqual([2, 2]);
    expect(polls[1]?.attributes).toEqual({
      "gen_ai.provider.name": "assemblyai",
      "tenuto.run.id": first?.remoteId,
      "tenuto.stage": "wait",
      "tenuto.submission": 1,
      "http.request.method": "GET",
      "url.template": "/v2/transcript/{id}",
      "http.response.status_code": 503,
      "http.request.body.size": 0,
      "http.request.resend_count": 1,
      "error.type": "http/503",
      "tenuto.attempt": 3,
      "tenuto.certainty": "unknown",
      "tenuto.fault.class": "server",
      "tenuto.verdict": "retry",
      "tenuto.rule": polls[1]?.attributes["tenuto.rule"],
      "tenuto.verdict.delay": polls[1]?.attributes["tenuto.verdict.delay"],
    });
  });

  it("is measured by labels of few values", async () => {
    const { recorder } = await told({ scenario: BAD_DAY }, { chained: true });
    expect(await recorder.figures()).toMatchObject({
      "tenuto.jobs second completed": 1,
      "tenuto.attempts assemblyai upload success": 1,
      "tenuto.attempts assemblyai submit success": 1,
      "tenuto.attempts assemblyai wait success": 2,
      "tenuto.attempts assemblyai wait fault server": 3,
      "tenuto.attempts assemblyai submit fault throttled": 5,
      "tenuto.attempts second submit success": 1,
      "tenuto.success.attempt assemblyai submit": 1,
      "tenuto.success.attempt second submit": 1,
      "tenuto.failovers assemblyai second throttled": 1,
      "tenuto.audio second": 60,
      "tenuto.sent assemblyai upload first": 10,
      "tenuto.sent second submit repeat": 11,
    });
  });

  it.each([
    ["found", "reset-after"],
    ["sent-again", "reset-before"],
  ])("counts a submit whose reply was lost once, when it is %s", async (resolution, fault) => {
    const { recorder } = await told({ scenario: `faults: [{ stage: submit, occurrence: 1, fault: ${fault} }]` });
    const figures = Object.entries(await recorder.figures()).filter(([name]) => name.includes("uncertain"));
    expect(figures).toEqual([[`tenuto.uncertain_submits assemblyai ${resolution}`, 1]]);
  });

  it("shows no recording's name, no option, no key and no upload's address", async () => {
    const { recorder, desk, id, journal } = await told({ scenario: BAD_DAY }, { chained: true });
    const uploads = (await desk.means.store.submissions(id)).flatMap((run) => run.private.uploadUrl ?? []);
    expect(JSON.stringify(journal)).toContain(RECORDING);
    expect(uploads).not.toEqual([]);
    const spans = recorder.spans.map(({ name, attributes, events, status, links }) => {
      return { name, attributes, events, status, links };
    });
    const all = JSON.stringify([spans, await recorder.figures()]);
    for (const word of [RECORDING, OPTION, "raw-secret-key", "http://", ...uploads]) expect(all).not.toContain(word);
  });
});
describe("a job that outlives its process", () => {
  it("is told as a whole by whoever works on it next, and counted from there on", async () => {
    const { desk, journal, since } = await told({ scenario: BAD_DAY }, { chained: true });
    const whole = newRecorder();
    await tellAll(whole.teller(desk.means.store), journal);
    for (const death of [1, 4, 7, 9, journal.length - 1]) {
      const [one, other] = [newRecorder(), newRecorder()];
      await tellAll(one.teller(desk.means.store), journal.slice(0, death));
      await tellAll(other.teller(desk.means.store), journal.slice(death));
      expect(one.spans).toEqual([]);
      expect(other.drawn(since)).toEqual(whole.drawn(since));
      const [before, after] = [await one.figures(), await other.figures()];
      const sums = Object.fromEntries(
        [...new Set([...Object.keys(before), ...Object.keys(after)])].map((name) => {
          return [name, (before[name] ?? 0) + (after[name] ?? 0)];
        }),
      );
      expect(rounded(sums)).toEqual(rounded(await whole.figures()));
    }
  });

  it("is told by no process that only watches", async () => {
    const { desk, journal } = await told({ scenario: BAD_DAY }, { chained: true });
    const recorder = newRecorder();
    const teller = recorder.teller(desk.means.store);
    for (const record of journal) await teller.tell(record, false);
    expect(recorder.spans).toEqual([]);
    expect(await recorder.figures()).toEqual({});
  });
});

it("only spans, or only figures, are told where that is all that is asked for", async () => {
  const { desk, journal } = await told({ scenario: BAD_DAY }, { chained: true });
  const [spans, figures] = [newRecorder(), newRecorder()];
  await tellAll(spans.teller(desk.means.store, { tracer: spans.options.tracer }), journal);
  await tellAll(figures.teller(desk.means.store, { meter: figures.options.meter }), journal);
  expect([spans.spans.length > 0, figures.spans.length > 0]).toEqual([true, false]);
  expect([Object.keys(await spans.figures()).length > 0, Object.keys(await figures.figures()).length > 0]).toEqual([
    false,
    true,
  ]);
});

it("an SDK that throws keeps no entry after it from being told", async () => {
  const { desk, journal } = await told({ scenario: BAD_DAY }, { chained: true });
  const recorder = newRecorder();
  const broken = {
    ...recorder.options,
    tracer: { ...recorder.options.tracer, startSpan: () => JSON.parse("{") },
  };
  await tellAll(recorder.teller(desk.means.store, broken as never), journal);
  expect(await recorder.figures()).toHaveProperty("tenuto.jobs second completed");
});

it("every name, and every figure with its unit, stands in the docs", async () => {
  const page = await readFile(new URL("../../docs/telemetry.md", import.meta.url), "utf8");
  for (const [name, { unit }] of Object.entries(METRICS)) expect(page).toContain(`| \`${name}\` | \`${unit}\` |`);
  for (const name of Object.values(NAMES)) expect(page).toContain(`\`${name}\``);
});

function rounded(figures: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Math.round(value * 1e6)]));
}
