export type { AccountPolicy } from "../domain/account-policy.ts";
export type { BreakerPolicy, BreakerState } from "../domain/breaker.ts";
export type { Fault } from "../domain/fault.ts";
export type { Backoff, Jitter, Policy, StagePatience, TimeLimit } from "../domain/policy.ts";
export type { ProviderFacts } from "../domain/provider.ts";
export type { Dice } from "../domain/runtime.ts";
export type { Stage } from "../domain/stage.ts";
export type { Verdict, VerdictAction } from "../domain/verdict.ts";
export {
  ACCOUNT_PRESET_NAMES,
  type AccountPresetName,
  accountPresets,
  defaultAccountPolicy,
} from "./account-policy.ts";
export { accountPolicyFrom, validateAccountPolicy } from "./account-policy-from.ts";
export { backoffDelay } from "./backoff.ts";
export { decide, type Situation } from "./decide.ts";
export type { PlaceOf } from "./figures.ts";
export type { Overrides } from "./laid-over.ts";
export { defaultPolicy } from "./policy.ts";
export { policyFrom } from "./policy-from.ts";
export { nextPollDelay, type PollingSoFar } from "./polling.ts";
export { PRESET_NAMES, type PresetName, presets } from "./presets.ts";
export { type Hint, retryAfter } from "./retry-after.ts";
export { timeLimitMs, type Work } from "./time-limit.ts";
export { validatePolicy } from "./validate.ts";
