import type { Policy } from "../domain/policy.ts";
import type { ProviderFacts } from "../domain/provider.ts";
import { synchronousLimit, timeLimitMs, type Work } from "./time-limit.ts";

/**
 * Milliseconds that a result may take to come to a webhook: as long as its request would have been given to be answered
 * with it, and then until the provider has given up sending it.
 */
export function arrivalLimitMs(
  { stages }: Pick<Policy, "stages">,
  { redeliversForMs = 0 }: Pick<ProviderFacts, "redeliversForMs">,
  work: Work,
): number {
  return timeLimitMs(synchronousLimit(stages.submit.limit, work), work) + redeliversForMs;
}
