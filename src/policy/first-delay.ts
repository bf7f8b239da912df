import type { Backoff, Policy } from "../domain/policy.ts";
import { STAGES } from "../domain/stage.ts";
import { longestFirstPoll } from "./polling.ts";

/** A delay of a policy, and the field that sets it. */
export interface FirstDelay {
  readonly field: string;
  /** For people. */
  readonly of: "a first try again" | "a first poll";
  readonly ms: number;
}

/**
 * The longest wait that a first try again may take, or a first poll, over all that is asked. A deadline that does not lie
 * after it ends jobs whose only trouble would have passed, and runs that nobody ever asked after.
 */
export function longestFirstDelay({ stages, submissions, polling }: Policy): FirstDelay {
  const again = (field: string, backoff: Backoff): FirstDelay => {
    return { field: `${field}.backoff.baseMs`, of: "a first try again", ms: longestFirst(backoff) };
  };
  const delays: FirstDelay[] = [
    ...STAGES.filter((stage) => stage === "wait" || stages[stage].attempts > 1).map((stage) =>
      again(`stages.${stage}`, stages[stage].backoff),
    ),
    ...(submissions.max > 1 ? [again("submissions", submissions.backoff)] : []),
    { field: "polling.floorMs", of: "a first poll", ms: longestFirstPoll(polling) },
  ];
  return delays.reduce((longest, delay) => (delay.ms > longest.ms ? delay : longest));
}

/** Jitter by a share is put on top; any other stays below. */
function longestFirst({ baseMs, jitter }: Backoff): number {
  return Math.round(typeof jitter === "string" ? baseMs : baseMs * (1 + jitter.share));
}
