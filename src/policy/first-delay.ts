import type { Policy } from "../domain/policy.ts";
import { STAGES } from "../domain/stage.ts";

/** A delay of a policy, and the field that sets it. */
export interface FirstDelay {
  readonly field: string;
  readonly ms: number;
}

/**
 * The longest wait that a first try again may take, over all that is tried again. A deadline that does not lie after it
 * ends jobs whose only trouble would have passed.
 */
export function longestFirstDelay({ stages, submissions }: Policy): FirstDelay {
  const delays: FirstDelay[] = STAGES.filter((stage) => stage === "wait" || stages[stage].attempts > 1).map(
    (stage) => ({
      field: `stages.${stage}.backoff.baseMs`,
      ms: stages[stage].backoff.baseMs,
    }),
  );
  if (submissions.max > 1) delays.push({ field: "submissions.backoff.baseMs", ms: submissions.backoff.baseMs });
  return delays.reduce((longest, delay) => (delay.ms > longest.ms ? delay : longest));
}
