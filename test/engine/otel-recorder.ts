import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import type { JournalRecord } from "../../src/domain/journal.ts";
import { outletOf } from "../../src/engine/telemetry/telemetry.ts";
import { Teller, type Told } from "../../src/engine/telemetry/teller.ts";

/** OpenTelemetry's own SDK, keeping in memory all that it is told. */
export class Recorder {
  readonly #spans = new InMemorySpanExporter();
  readonly #measured = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  readonly #reader = new PeriodicExportingMetricReader({ exporter: this.#measured, exportIntervalMillis: 3_600_000 });
  readonly tracers = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(this.#spans)] });
  readonly meters = new MeterProvider({ readers: [this.#reader] });
  readonly options = { tracer: this.tracers.getTracer("test"), meter: this.meters.getMeter("test") };

  /** Tells of jobs into this SDK; without `of` into both its tracer and its meter. */
  teller(store: Told, of: Partial<typeof this.options> = this.options, factsOf = () => MODEL_FACTS): Teller {
    const outlet = outletOf(of);
    if (outlet === null) throw new Error("nobody would hear of anything");
    return new Teller(store, outlet, factsOf);
  }

  get spans(): readonly ReadableSpan[] {
    return this.#spans.getFinishedSpans();
  }

  /** Those above no other, in the order in which they ended. */
  get roots(): readonly ReadableSpan[] {
    const known = new Set(this.spans.map((span) => span.spanContext().spanId));
    return this.spans.filter(({ parentSpanContext }) => !known.has(parentSpanContext?.spanId ?? ""));
  }

  /**
   * As lines, each below what it belongs to: its name, its fault, and its events; before that from and to in seconds since
   * `since`, where that is given.
   */
  drawn(since: number | null = null, above: ReadableSpan | null = null, depth = 0): readonly string[] {
    const below =
      above === null
        ? this.roots
        : this.spans.filter(({ parentSpanContext }) => parentSpanContext?.spanId === above.spanContext().spanId);
    const inOrder = below.toSorted((one, other) => millis(one.startTime) - millis(other.startTime));
    return inOrder.flatMap((span) => {
      const [from, to] = [span.startTime, span.endTime].map((time) =>
        ((millis(time) - (since ?? 0)) / 1_000).toFixed(2),
      );
      const resends = span.attributes["http.request.resend_count"];
      const words = [
        since === null ? "" : `${from}-${to}`,
        span.name,
        span.attributes["error.type"] ?? "",
        resends === undefined ? "" : `resend ${resends}`,
        span.events.length === 0 ? "" : `[${span.events.map(({ name }) => name).join(" ")}]`,
      ];
      const line = `${"  ".repeat(depth)}${words.filter((word) => word !== "").join(" ")}`;
      return [line, ...this.drawn(since, span, depth + 1)];
    });
  }

  /** Sums of counters, and counts and sums of histograms, each by its labels. */
  async figures(): Promise<Readonly<Record<string, number>>> {
    await this.#reader.forceFlush();
    const metrics =
      this.#measured
        .getMetrics()
        .at(-1)
        ?.scopeMetrics.flatMap((scope) => scope.metrics) ?? [];
    const points = metrics.flatMap(({ descriptor, dataPoints }) =>
      dataPoints.map(({ attributes, value }) => {
        const labels = Object.values(attributes).join(" ");
        return [`${descriptor.name} ${labels}`, typeof value === "number" ? value : (value.sum ?? 0)] as const;
      }),
    );
    return Object.fromEntries(points);
  }

  async close(): Promise<void> {
    await this.tracers.shutdown();
    await this.meters.shutdown();
  }
}

const MODEL_FACTS = { modelOptions: ["model"] };

/** Tells all of it, as the process that worked. */
export async function tellAll(teller: Teller, journal: readonly JournalRecord[]): Promise<void> {
  for (const record of journal) await teller.tell(record, true);
}

export function millis([seconds, nanos]: readonly [number, number]): number {
  return seconds * 1_000 + nanos / 1_000_000;
}
