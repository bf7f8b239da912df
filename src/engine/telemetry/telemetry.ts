import {
  type Attributes as ApiAttributes,
  type Context,
  type Counter,
  context,
  createNoopMeter,
  type Histogram,
  type HrTime,
  type Link,
  type Meter,
  metrics,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { METRICS, type Metric, type MetricName, type Point } from "./metrics.ts";
import type { Attributes } from "./names.ts";
import type { SpanData } from "./span-data.ts";
import type { Outlet, Relatives } from "./teller.ts";
import { placeFrom, traceparentOf } from "./traceparent.ts";

/** Where spans and figures go. What is left out is what the program registered with OpenTelemetry's API, if it did. */
export interface TelemetryOptions {
  readonly tracer?: Tracer;
  readonly meter?: Meter;
}

/** The name by which backends know where a span or a figure comes from. */
const SCOPE = "tenuto";

/** An outlet into OpenTelemetry; null where nobody would hear of anything, so that nothing has to be made up for it. */
export function outletOf(options: TelemetryOptions): Outlet | null {
  const tracer = options.tracer ?? registeredTracer();
  const meter = options.meter ?? registeredMeter();
  if (tracer === null && meter === null) return null;
  return {
    caller: () => {
      const place = trace.getSpanContext(context.active());
      return place === undefined ? null : traceparentOf(place);
    },
    trace: tracer === null ? null : (span, relatives) => tell(tracer, span, relatives),
    measure: meter === null ? null : measureWith(meter),
  };
}

/** The API gives a tracer that does nothing where there is no SDK, and does not say so. */
function registeredTracer(): Tracer | null {
  const provider = trace.getTracerProvider();
  if (!("getDelegateTracer" in provider)) return provider.getTracer(SCOPE);
  const ask = provider.getDelegateTracer as (name: string) => Tracer | undefined;
  return ask.call(provider, SCOPE) ?? null;
}

function registeredMeter(): Meter | null {
  const meter = metrics.getMeter(SCOPE);
  return meter === createNoopMeter() ? null : meter;
}

function tell(tracer: Tracer, root: SpanData, { parent, links }: Relatives): string {
  const above = parent === null ? null : placeFrom(parent);
  // The caller lives in this process: only such ones are parents.
  const within = above === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, above);
  return told(tracer, root, within, links.flatMap(linkTo));
}

function told(tracer: Tracer, span: SpanData, within: Context, links: Link[]): string {
  const { name, isCall, startMs, endMs, attributes, error, events, children } = span;
  const kind = isCall ? SpanKind.CLIENT : SpanKind.INTERNAL;
  const made = tracer.startSpan(name, { kind, startTime: time(startMs), attributes: api(attributes), links }, within);
  if (made.isRecording()) {
    for (const event of events) made.addEvent(event.name, api(event.attributes), time(event.at));
    if (error !== null) made.setStatus({ code: SpanStatusCode.ERROR, message: error });
    const below = trace.setSpan(within, made);
    for (const child of children) told(tracer, child, below, []);
  }
  made.end(time(endMs));
  return traceparentOf(made.spanContext());
}

function linkTo(traceparent: string): Link[] {
  const place = placeFrom(traceparent);
  return place === null ? [] : [{ context: { ...place, isRemote: true } }];
}

function measureWith(meter: Meter): (point: Point) => void {
  const instruments = new Map(Object.entries(METRICS).map(([name, metric]) => [name, instrument(meter, name, metric)]));
  return ({ metric, value, attributes }) => instruments.get(metric satisfies MetricName)?.(value, api(attributes));
}

function instrument(meter: Meter, name: string, metric: Metric): (value: number, attributes: ApiAttributes) => void {
  const { kind, unit, description, buckets = [] } = metric;
  if (kind === "counter") {
    const counter: Counter = meter.createCounter(name, { unit, description });
    return (value, attributes) => counter.add(value, attributes);
  }
  const advice = { explicitBucketBoundaries: [...buckets] };
  const histogram: Histogram = meter.createHistogram(name, { unit, description, advice });
  return (value, attributes) => histogram.record(value, attributes);
}

/** As seconds and nanoseconds: a number alone may be taken for one that counts from the start of the process. */
function time(ms: number): HrTime {
  const seconds = Math.floor(ms / 1_000);
  return [seconds, Math.round((ms - seconds * 1_000) * 1_000_000)];
}

/** The same; the API's type lets it be changed. */
function api(attributes: Attributes): ApiAttributes {
  return attributes as ApiAttributes;
}
