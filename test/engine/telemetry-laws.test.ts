import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JournalEntry, JournalRecord } from "../../src/domain/journal.ts";
import { STAGES } from "../../src/domain/stage.ts";
import type { Verdict } from "../../src/domain/verdict.ts";
import { type TracedJob, tracesOf } from "../../src/engine/telemetry/job-spans.ts";
import { Measuring } from "../../src/engine/telemetry/measures.ts";
import { METRICS } from "../../src/engine/telemetry/metrics.ts";
import type { SpanData } from "../../src/engine/telemetry/span-data.ts";
import { endsStretch } from "../../src/engine/telemetry/stretches.ts";
import { aFault } from "../../src/testing/store/fixture.ts";

/** Stands wherever somebody's own words may stand. */
const OWN_WORDS = "words of somebody's own";

const link = fc.constantFrom("one", "two").map((provider) => ({ provider, account: OWN_WORDS }));
/** Clocks may be set, so times come in any order. */
const at = fc.integer({ min: 0, max: 20_000_000 });
const submission = fc.integer({ min: 1, max: 3 });
const attempt = fc.integer({ min: 1, max: 9 });
const stage = fc.constantFrom(...STAGES);
const certainty = fc.constantFrom("not-sent" as const, "rejected" as const, "accepted" as const, "unknown" as const);

const exchange = fc.record({
  method: fc.constantFrom("GET", "POST", "RUN"),
  endpoint: fc.constantFrom("/v2/upload", "/v2/transcript", "(webhook)", "pocketsphinx"),
  at,
  elapsedMs: fc.integer({ min: -5, max: 100_000 }),
  sentBytes: fc.nat(),
  status: fc.option(fc.constantFrom(200, 429, 503)),
  socketCode: fc.option(fc.constant("ECONNRESET")),
  requestId: fc.option(fc.constant("request-1")),
  retryAfter: fc.constant(null),
  bodyHead: fc.option(fc.constant(OWN_WORDS)),
});

const because = { reason: OWN_WORDS, rule: "test" };
const verdict: fc.Arbitrary<Verdict> = fc.oneof(
  fc.record({ action: fc.constant("retry" as const), delayMs: fc.nat(8_000_000), ...constants(because) }),
  fc.record({ action: fc.constant("park" as const), delayMs: fc.option(fc.nat(8_000_000)), ...constants(because) }),
  fc.constantFrom({ action: "fail" as const, ...because }, { action: "failover" as const, ...because }),
);

const fault = fc.record({ at, stage, certainty }).map((traits) => ({
  ...aFault(traits.at),
  ...traits,
  message: OWN_WORDS,
  words: OWN_WORDS,
  params: { name: OWN_WORDS },
}));

function entry<T extends JournalEntry["type"]>(
  type: T,
  fields: { [K in Exclude<keyof Extract<JournalEntry, { type: T }>, "type" | "at">]: fc.Arbitrary<unknown> },
): fc.Arbitrary<JournalEntry> {
  return fc.record({ type: fc.constant(type), at, ...fields }) as fc.Arbitrary<JournalEntry>;
}

function constants<T extends object>(values: T): { [K in keyof T]: fc.Arbitrary<T[K]> } {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, fc.constant(value)])) as never;
}

const report = { verdict: "ok", durations: { believedMs: 5_000 } };
const ms = fc.option(fc.nat(9_000_000));

const anyEntry: fc.Arbitrary<JournalEntry> = fc.oneof(
  entry("accepted", { audio: fc.constant(OWN_WORDS), bytes: fc.nat(), provider: fc.constant("one") }),
  entry("prepared", {
    elapsedMs: fc.nat(9_000),
    report: fc.constant(report),
    mended: fc.constant([OWN_WORDS]),
    sent: fc.array(fc.constant({ sha256: "0", bytes: 1, durationMs: 1 }), { maxLength: 2 }),
  }),
  entry("claimed", { worker: fc.constant("w"), stage }),
  entry("attempt", { stage, attempt, submission, certainty, exchange }),
  entry("fault", { stage, attempt, submission, fault, verdict, exchange: fc.option(exchange) }),
  entry("held-up", { stage, rule: fc.constant("rate"), reason: fc.constant(OWN_WORDS), until: at }),
  entry("intent", { submission, attempt }),
  entry("looked-up", { submission, found: fc.option(fc.constant("run-1")), empty: fc.nat(3) } as never),
  entry("extra-run", { submission, remoteId: fc.constant("run-1"), removed: fc.boolean() }),
  entry("went-on", {
    from: link.map((from) => ({ ...from, code: "http/503", message: OWN_WORDS, class: "server", at: 1 })),
    to: link,
    lost: fc.constant([]),
  }),
  entry("polls", { submission, count: fc.nat(100), until: at, said: fc.constant("queued"), throttled: fc.boolean() }),
  entry("transcribed", { submission, words: fc.nat(), durationMs: ms } as never),
  entry("delivered", { to: fc.constant(OWN_WORDS), bytes: fc.nat() }),
  entry("woken", { reason: fc.constant(OWN_WORDS) }),
  entry("completed", {}),
  entry("failed", { fault }),
  entry("canceled", { reason: fc.constant(OWN_WORDS) }),
);

const journals = fc
  .array(anyEntry, { maxLength: 30 })
  .map((entries): readonly JournalRecord[] => entries.map((one, index) => ({ seq: index + 1, job: "j", entry: one })));

const job: TracedJob = {
  id: "j",
  kind: "transcription",
  createdAt: 1_000_000,
  links: [
    { provider: "one", model: null },
    { provider: "two", model: "m" },
  ],
  runs: new Map([[1, "run-1"]]),
};

const all = (span: SpanData): readonly SpanData[] => [span, ...span.children.flatMap(all)];

describe("of any journal", () => {
  it("each span ends no earlier than it starts, and holds its events and all that is below it", () => {
    fc.assert(
      fc.property(journals, (journal) => {
        for (const span of tracesOf(job, journal).flatMap(({ root }) => all(root))) {
          expect(span.endMs).toBeGreaterThanOrEqual(span.startMs);
          const moments = [
            ...span.children.flatMap(({ startMs, endMs }) => [startMs, endMs]),
            ...span.events.map((event) => event.at),
          ];
          for (const moment of moments) expect(span.startMs <= moment && moment <= span.endMs).toBe(true);
        }
      }),
    );
  });

  it("each call is told once, and each stretch by its last entry", () => {
    fc.assert(
      fc.property(journals, (journal) => {
        const traces = tracesOf(job, journal);
        const ends = journal.filter((record) => endsStretch(record.entry) !== null);
        expect(traces.map(({ records }) => records.at(-1)?.seq)).toEqual(ends.map(({ seq }) => seq));
        const told = journal.filter(({ seq }) => seq <= (ends.at(-1)?.seq ?? 0));
        const calls = told.filter(({ entry: one }) => "exchange" in one && one.exchange !== null);
        const deep = traces.flatMap(({ root }) => root.children.flatMap(({ children }) => children));
        expect(deep.filter(({ name }) => name.includes(" "))).toHaveLength(calls.length);
      }),
    );
  });

  it("the spans of a part of it are those of the whole, as far as it goes", () => {
    fc.assert(
      fc.property(journals, fc.nat(30), (journal, length) => {
        const part = tracesOf(job, journal.slice(0, length));
        expect(part).toEqual(tracesOf(job, journal).slice(0, part.length));
      }),
    );
  });

  it("nothing that is told holds words of somebody's own", () => {
    fc.assert(
      fc.property(journals, (journal) => {
        const roots = tracesOf(job, journal).map(({ root }) => root);
        const measuring = new Measuring();
        const points = journal.flatMap((record) => measuring.points(record.entry, () => true));
        expect(JSON.stringify([roots, points])).not.toContain(OWN_WORDS);
      }),
    );
  });

  it("what is measured is never less than nothing, and a job ends as often as its journal says", () => {
    fc.assert(
      fc.property(journals, (journal) => {
        const measuring = new Measuring();
        const points = journal.flatMap((record) => measuring.points(record.entry, (number) => number === 1));
        for (const { value, metric } of points) {
          expect(Number.isFinite(value) && value >= 0).toBe(true);
          expect(METRICS).toHaveProperty([metric]);
        }
        const ended = journal.filter(({ entry: { type } }) => ["completed", "failed", "canceled"].includes(type));
        expect(points.filter(({ metric }) => metric === "tenuto.jobs")).toHaveLength(ended.length);
      }),
    );
  });
});
