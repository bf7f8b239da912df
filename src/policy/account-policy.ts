import type { AccountPolicy } from "../domain/account-policy.ts";
import type { BreakerPolicy } from "../domain/breaker.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const defaultBreaker: BreakerPolicy = {
  mode: "enforce",

  // Calls last seconds to minutes, so a window of seconds, as breakers for web requests have it, would measure nothing.
  // Below twenty outcomes chance decides: three lost of four may be luck.
  windowMs: 5 * MINUTE,
  minimum: 20,
  failureRate: 0.5,
  // A window of successes hides an outage for minutes: a thousand jobs in the simulation sent 3 requests a second into one
  // that took three minutes, and 0.2 with ten in a row. Ten that fail by chance cost the stage half a minute.
  consecutive: 10,

  // Half a minute is forgotten soon where it was nothing; ten minutes are one request in ten minutes to a provider that is
  // down for hours.
  openMs: 30 * SECOND,
  maxOpenMs: 10 * MINUTE,

  // Twice the time limit of a submit or a look-up: the probe is over by then, or its process is.
  probeLeaseMs: 2 * MINUTE,
};

/**
 * AssemblyAI's article on retries: `failure_threshold = 5`, `recovery_timeout = 60`, for ever. It opens by failures in a
 * row alone: a rate of 1 over at least five says nothing that five in a row do not.
 */
const articleBreaker: BreakerPolicy = {
  ...defaultBreaker,
  minimum: 5,
  failureRate: 1,
  consecutive: 5,
  openMs: 1 * MINUTE,
  maxOpenMs: 1 * MINUTE,
};

/** What is asked of an account where nobody said otherwise. Figures without a source are our judgement. */
export const defaultAccountPolicy: AccountPolicy = {
  // Half of the 20,000 requests in 5 minutes that AssemblyAI allows an account: the other half is for whatever else uses
  // the account, and for what is on its way when a window begins.
  rate: { requests: 10_000, windowMs: 5 * MINUTE },

  // Back to 70 %: AIMD as the limiters of others have it (0.5 to 0.9). What is refused within half a minute was sent
  // before the decrease could help.
  slots: { decrease: 0.7, settleMs: 30 * SECOND },

  breaker: defaultBreaker,

  budgets: {
    // A tenth of the requests: what the SRE book and gRPC give. The floor is for small batches: a quarter of 100, a job's
    // part, pays for four tries again of an upload and four of a submit that all timed out (8 x 3 = 24), so a job alone
    // is never stopped before its own attempts are. And 100 in 5 minutes is nothing beside the provider's 20,000. The
    // window is longer than the longest of the calls that are commonly tried again.
    retries: { share: 0.1, floor: 100, windowMs: 5 * MINUTE, shareOfJob: 0.25 },

    // One duplicate a job, and a twentieth of a day's bill: more is a fault that a person wants to know of. Nothing
    // whatever the share: how much of a small bill may be paid twice is for whoever pays it to say.
    money: { share: 0.05, floorSeconds: 0, duplicatesOfJob: 1 },
  },

  // A card is charged and a key is replaced in minutes to hours; a job or a status read in a quarter of an hour harms
  // nobody.
  hold: { firstMs: 15 * MINUTE, maxMs: 6 * HOUR },

  fairBy: null,
};

export const ACCOUNT_PRESET_NAMES = ["default", "article"] as const;
export type AccountPresetName = (typeof ACCOUNT_PRESET_NAMES)[number];

/** What is asked of an account, as others have published it: `article` has its breaker, and the rest as by default. */
export const accountPresets: Readonly<Record<AccountPresetName, AccountPolicy>> = {
  default: defaultAccountPolicy,
  article: { ...defaultAccountPolicy, breaker: articleBreaker },
};
