import { afterEach, describe, expect, it } from "vitest";
import type { JournalEntry, JournalRecord } from "../../src/domain/journal.ts";
import { aFault, jobNumber } from "../../src/testing/store/fixture.ts";
import { within } from "./otel-context.ts";
import { Recorder, tellAll } from "./otel-recorder.ts";

const CALLER = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" };
const TRACEPARENT = `00-${CALLER.traceId}-${CALLER.spanId}-01`;

const recorders: Recorder[] = [];
afterEach(async () => {
  for (const recorder of recorders.splice(0)) await recorder.close();
});

/** A journal that nobody has to live through. */
async function toldByHand(entries: readonly JournalEntry[], trace?: string) {
  const recorder = new Recorder();
  recorders.push(recorder);
  const made = jobNumber(1, 0);
  const job = trace === undefined ? made : { ...made, request: { ...made.request, trace } };
  const journal = entries.map((entry, at): JournalRecord => ({ seq: at + 1, job: job.id, entry }));
  const store = { get: async () => job, journal: async () => journal, submissions: async () => [] };
  return { recorder, journal, store };
}

const HOUR = 3_600_000;
const accepted: JournalEntry = { at: 0, type: "accepted", audio: "call.mp3", bytes: 1, provider: "assemblyai" };
const completed = (at: number): JournalEntry => ({ at, type: "completed" });
const parked = (at: number, delayMs: number | null): JournalEntry => ({
  at,
  type: "fault",
  stage: "submit",
  attempt: 1,
  submission: 1,
  fault: { ...aFault(at), stage: "submit" },
  verdict: { action: "park", delayMs, reason: "held", rule: "test" },
  exchange: null,
});

describe("a job and its caller", () => {
  const tracing = async (recorder: Recorder, store: Parameters<Recorder["teller"]>[0], isHere: boolean) => {
    const teller = recorder.teller(store);
    expect(teller.callersTrace()).toBeUndefined();
    if (isHere) expect(await within(CALLER, teller.callersTrace)).toBe(TRACEPARENT);
    return teller;
  };

  it("share a trace where it ends soon", async () => {
    const { recorder, journal, store } = await toldByHand([accepted, completed(5_000)], TRACEPARENT);
    await tellAll(await tracing(recorder, store, true), journal);
    const [root] = recorder.roots;
    expect(root?.parentSpanContext).toMatchObject(CALLER);
    expect(root?.spanContext().traceId).toBe(CALLER.traceId);
    expect(root?.links).toEqual([]);
  });

  it.each([
    ["it ends more than an hour later", HOUR + 1, true],
    ["another process has taken the job over", 5_000, false],
  ])("are linked where %s", async (_, endMs, here) => {
    const { recorder, journal, store } = await toldByHand([accepted, completed(endMs)], TRACEPARENT);
    await tellAll(await tracing(recorder, store, here), journal);
    const [root] = recorder.roots;
    expect(root?.parentSpanContext).toBeUndefined();
    expect(root?.links.map(({ context }) => context)).toMatchObject([CALLER]);
  });

  it("have nothing to do with each other where the trace makes no sense", async () => {
    const { recorder, journal, store } = await toldByHand([accepted, completed(5_000)], "nonsense");
    await tellAll(await tracing(recorder, store, true), journal);
    expect(recorder.roots.map(({ links, parentSpanContext }) => [links, parentSpanContext])).toEqual([[[], undefined]]);
  });
});

describe("a job that is held", () => {
  it("is told when it is held, and what comes later by a span that is linked to that", async () => {
    const { recorder, journal, store } = await toldByHand([
      accepted,
      parked(1_000, null),
      { at: 9 * HOUR, type: "woken", reason: "somebody acted" },
      completed(9 * HOUR + 500),
    ]);
    const teller = recorder.teller(store);
    await tellAll(teller, journal.slice(0, 2));
    expect(recorder.drawn(0)).toEqual([
      "0.00-1.00 transcription assemblyai/server-error",
      "  1.00-1.00 submit assemblyai/server-error",
      "    1.00-1.00 submit assemblyai/server-error",
    ]);
    await tellAll(teller, journal.slice(2));
    const [held, later] = recorder.roots;
    expect([held, later].map((root) => root?.attributes["tenuto.outcome"])).toEqual(["held", "completed"]);
    expect(recorder.drawn(0).slice(3)).toEqual(["32400.00-32400.50 transcription [woken]"]);
    expect(later?.links.map(({ context }) => context.spanId)).toEqual([held?.spanContext().spanId]);
  });

  it("for minutes only is told as one", async () => {
    const { recorder, journal, store } = await toldByHand([accepted, parked(1_000, 300_000), completed(301_000)]);
    await tellAll(recorder.teller(store), journal);
    expect(recorder.roots).toHaveLength(1);
  });
});
