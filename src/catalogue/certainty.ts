import type { Exchange } from "../domain/exchange.ts";
import type { Certainty } from "../domain/submission.ts";

const REQUEST_TIMEOUT = 408;

/**
 * What an exchange tells of the provider's side; `understood` says whether the client made sense of a success, or of a
 * run's last words. In doubt it is `unknown`: looking a run up once too often is cheap, paying for it twice is not.
 */
export function certaintyOf({ outcome }: Exchange, understood: boolean): Certainty {
  if (outcome.kind === "no-reply") {
    if (understood) return "accepted";
    return outcome.sent === "nothing" ? "not-sent" : "unknown";
  }
  const { status, complete } = outcome;
  if (status >= 200 && status <= 299) return understood && complete ? "accepted" : "unknown";
  return status >= 300 && status <= 499 && status !== REQUEST_TIMEOUT ? "rejected" : "unknown";
}
