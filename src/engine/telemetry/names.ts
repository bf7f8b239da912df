/**
 * The names under which backends know what is told. Those of HTTP are OpenTelemetry's stable ones; those of generative
 * models (`gen_ai`) and `url.template` may still change there, and then they change here; the rest is ours.
 */
export const NAMES = {
  operation: "gen_ai.operation.name",
  provider: "gen_ai.provider.name",
  model: "gen_ai.request.model",
  errorType: "error.type",
  method: "http.request.method",
  status: "http.response.status_code",
  resends: "http.request.resend_count",
  sentBytes: "http.request.body.size",
  endpoint: "url.template",
  job: "tenuto.job.id",
  /** The provider's id of a run, for its support. */
  run: "tenuto.run.id",
  /** And that of a request. */
  request: "tenuto.request.id",
  outcome: "tenuto.outcome",
  stage: "tenuto.stage",
  attempt: "tenuto.attempt",
  submission: "tenuto.submission",
  polls: "tenuto.polls",
  throttled: "tenuto.throttled",
  certainty: "tenuto.certainty",
  faultClass: "tenuto.fault.class",
  verdict: "tenuto.verdict",
  rule: "tenuto.rule",
  /** Seconds. */
  delay: "tenuto.verdict.delay",
  socketCode: "tenuto.socket.code",
  audioVerdict: "tenuto.audio.verdict",
  audioBytes: "tenuto.audio.size",
  /** Seconds. */
  audioLength: "tenuto.audio.duration",
  words: "tenuto.words",
  doubts: "tenuto.doubts",
  doubt: "tenuto.doubt",
  found: "tenuto.found",
  removed: "tenuto.removed",
  bytes: "tenuto.size",
  from: "tenuto.from",
  to: "tenuto.to",
  resolution: "tenuto.resolution",
  kind: "tenuto.kind",
} as const;

/** What a span, an event of it or a point of a metric says, by the names above. */
export type Attributes = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** The same without what there is nothing to say of. */
export function said(attributes: Readonly<Record<string, Attributes[string] | null | undefined>>): Attributes {
  const known = Object.entries(attributes).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(known) as Attributes;
}
