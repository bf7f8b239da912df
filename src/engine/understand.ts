import { localFault } from "../catalogue/local-fault.ts";
import type { Evidence } from "../domain/evidence.ts";
import type { Fault } from "../domain/fault.ts";
import type { Heard } from "../domain/provider.ts";
import { retryAfter } from "../policy/retry-after.ts";
import { gatedCall } from "./gated-call.ts";
import type { Means } from "./means.ts";
import type { Turn } from "./turn.ts";

export type Understood<T> = { readonly fault: Fault } | { readonly said: T };

/** Who asked, and what must not be repeated of the answer. */
export interface Hearer
  extends Pick<Evidence, "provider" | "stage" | "anyStage" | "now" | "redact">,
    Pick<Means, "classify"> {}

/** What an exchange means: the named fault, or what the provider said. Nothing understood is a fault too. */
export function understood<T>(hearer: Hearer, heard: Heard<T>, failedAtProvider = false): Understood<T> {
  const { classify, ...asked } = hearer;
  const { exchange, said, complaint } = heard;
  const { outcome } = exchange;
  const hint = outcome.kind === "reply" ? retryAfter(outcome.headers, exchange.at + exchange.elapsedMs) : null;
  const fault = classify({
    ...asked,
    exchange,
    heard: failedAtProvider ? "failed" : said === null ? "garbled" : "said",
    complaint,
    notBefore: hint?.notBefore ?? null,
  });
  if (fault !== null) return { fault };
  if (said !== null) return { said };
  return { fault: localFault("http/garbled-reply", "the reply made no sense", hearer.stage, hearer.now) };
}

/** What was asked for: what the stage is there for, a look-up, or the end of a run that has failed. */
export type Asked = "stage" | "look-up" | "failed-run";

/** The same for the stage that a job is at; the account's gates hear of it as well. */
export function understand<T>(turn: Turn, heard: Heard<T>, asked: Asked = "stage"): Understood<T> {
  const { classify, gates } = turn.means;
  const { name, facts } = turn.provider;
  const { failsLike = name } = facts;
  const named = { provider: failsLike, anyStage: facts.failsLike !== undefined };
  const hearer = { classify, ...named, stage: turn.job.stage, now: turn.now, redact: turn.redact };
  const hasFailed = asked === "failed-run" || heard.runFailed === true;
  const answer = understood(hearer, heard, hasFailed);
  // A run that failed says nothing about the account: the provider answered.
  gates.heard(gatedCall(turn, asked === "look-up"), "fault" in answer && !hasFailed ? answer.fault : null);
  return answer;
}
