import type { Policy } from "../domain/policy.ts";
import type { Verdict } from "../domain/verdict.ts";
import { type Expectation, momentOf } from "./pace.ts";

/** Where nobody has learned what runs take: so much longer than the first interval between polls, which is generous. */
const TIMES_FIRST_INTERVAL = 10;

/**
 * Milliseconds since its acceptance after which a run that is worked on counts as stuck. Expected is the median of such
 * runs, else ten times the policy's share of the recording's length; never less than the policy's `atLeastMs`.
 */
export function stuckAfterMs(
  { stuck, polling }: Pick<Policy, "stuck" | "polling">,
  audioMs: number | null,
  learned: Expectation | null,
): number {
  const unlearned = TIMES_FIRST_INTERVAL * Math.max(polling.floorMs, (audioMs ?? 0) * polling.shareOfAudio);
  const expected = learned === null ? unlearned : momentOf(learned, 0, 0.5);
  return Math.max(stuck.atLeastMs, Math.round(stuck.times * expected));
}

/** The rule by which something is done about a run that is stuck. */
export const STUCK = "policy/stuck";

export interface StuckSituation {
  readonly policy: Pick<Policy, "stuck" | "submissions">;
  /** Runs of the job so far. */
  readonly submissions: number;
  /** Whether its chain has another link. */
  readonly hasNext: boolean;
  /** Milliseconds until it is asked after once more, where it goes on being waited for. */
  readonly delayMs: number;
}

/**
 * What is done about a run that is stuck. It may complete and is paid for then, so where nothing else is left it goes on
 * being waited for.
 */
export function stuckVerdict({ policy, submissions, hasNext, delayMs }: StuckSituation): Verdict {
  const { action } = policy.stuck;
  const wait = (reason: string): Verdict => ({ action: "retry", delayMs, reason, rule: STUCK });
  switch (action) {
    case "tell":
      return wait("it goes on being waited for");
    case "resubmit": {
      const { max } = policy.submissions;
      if (submissions >= max) return wait(`all ${max} submissions are used up, so it goes on being waited for`);
      const reason = `submission ${submissions + 1} of ${max}; the run that is stuck may be paid for as well`;
      return { action: "rewind", to: "submit", delayMs: 0, reason, rule: STUCK };
    }
    case "failover":
      if (!hasNext) return wait("there is no other provider to ask, so it goes on being waited for");
      return { action: "failover", reason: "another provider may be faster", rule: STUCK };
    default:
      return action satisfies never;
  }
}
