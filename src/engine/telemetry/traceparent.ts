/** Where a span is in its trace, as it travels. */
export interface SpanPlace {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  /** 1 where it is recorded. */
  readonly traceFlags: number;
}

const FORM = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-|$)/;
const ALL_ZERO = /^0+$/;

/** As W3C Trace Context has it; of the flags only that it is recorded is kept. */
export function traceparentOf({ traceId, spanId, traceFlags }: SpanPlace): string {
  return `00-${traceId}-${spanId}-0${traceFlags & 1}`;
}

/** Null for what is none. A later version than 00 is read as far as it is known, as W3C asks. */
export function placeFrom(traceparent: string): SpanPlace | null {
  const [, traceId = "", spanId = "", flags = "", end] = FORM.exec(traceparent) ?? [];
  if (traceId === "" || ALL_ZERO.test(traceId) || ALL_ZERO.test(spanId)) return null;
  if (traceparent.startsWith("ff") || (end === "-" && traceparent.startsWith("00"))) return null;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1 };
}
