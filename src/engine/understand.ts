import { localFault } from "../catalogue/local-fault.ts";
import type { Fault } from "../domain/fault.ts";
import type { Heard } from "../domain/provider.ts";
import { retryAfter } from "../policy/retry-after.ts";
import type { Turn } from "./turn.ts";

export type Understood<T> = { readonly fault: Fault } | { readonly said: T };

/** What an exchange means: the named fault, or what the provider said. Nothing understood is a fault too. */
export function understand<T>(turn: Turn, heard: Heard<T>, failedAtProvider = false): Understood<T> {
  const { outcome } = heard.exchange;
  const receivedAt = heard.exchange.at + heard.exchange.elapsedMs;
  const hint = outcome.kind === "reply" ? retryAfter(outcome.headers, receivedAt) : null;
  const fault = turn.means.classify({
    provider: turn.provider.name,
    stage: turn.job.stage,
    exchange: heard.exchange,
    heard: failedAtProvider ? "failed" : heard.said === null ? "garbled" : "said",
    complaint: heard.complaint,
    now: turn.now,
    notBefore: hint?.notBefore ?? null,
    redact: turn.redact,
  });
  if (fault !== null) return { fault };
  if (heard.said !== null) return { said: heard.said };
  return { fault: localFault("http/garbled-reply", "the reply made no sense", turn.job.stage, turn.now) };
}
