import type { Attributes } from "./names.ts";

/** Something that happened at one moment, ms of wall time. */
export interface SpanEvent {
  readonly name: string;
  readonly at: number;
  readonly attributes: Attributes;
}

/** A span as data, with those below it. It ends no earlier than it starts and holds all that is told of it. Wall times, ms. */
export interface SpanData {
  readonly name: string;
  /** True for a call to a provider over HTTP. */
  readonly isCall: boolean;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Attributes;
  /** The code of the fault that it ended by; null where it went well. */
  readonly error: string | null;
  readonly events: readonly SpanEvent[];
  readonly children: readonly SpanData[];
}

/** Clocks are set back now and then: a span is made as long as it takes to hold what it tells of. */
export function enclosing(span: SpanData): SpanData {
  const moments = span.events.map(({ at }) => at);
  const starts = [span.startMs, ...moments, ...span.children.map(({ startMs }) => startMs)];
  const startMs = starts.reduce((least, ms) => Math.min(least, ms));
  const ends = [startMs, span.endMs, ...moments, ...span.children.map(({ endMs }) => endMs)];
  return { ...span, startMs, endMs: ends.reduce((most, ms) => Math.max(most, ms)) };
}
