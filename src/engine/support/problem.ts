import { linkOf } from "../../domain/chain.ts";
import type { Fault } from "../../domain/fault.ts";
import type { Job } from "../../domain/job.ts";
import type { SupportProblem } from "./bundle.ts";
import { callOf, isoTime } from "./calls.ts";
import { wordsOf } from "./said.ts";
import type { Shareable } from "./shareable.ts";
import { type Noted, notedAs, type Visit } from "./visits.ts";

/**
 * What a job's owner would write about: the fault that ended it or holds it, else the newest that it met; null where it
 * met none.
 *
 * @param visits those of the same job
 */
export function problemOf({ job, submissions, journal }: Shareable, visits: readonly Visit[]): SupportProblem | null {
  const faults = notedAs(journal, "fault");
  const ending = endingOf(job);
  const met = faults.findLast(({ entry }) => ending === null || entry.fault.code === ending.code) ?? null;
  const fault = ending ?? met?.entry.fault ?? null;
  if (fault === null) return null;
  const exchange = met?.entry.exchange ?? null;
  const visit = met === null ? undefined : visits.find((one) => one.journal.some(({ seq }) => seq === met.seq));
  return {
    final: ending !== null && job.state.status === "failed",
    code: fault.code,
    class: fault.class,
    message: fault.message,
    exactMessage: met === null ? null : wordsOf(met.entry.fault, exchange),
    at: isoTime(met?.entry.at ?? fault.at),
    stage: fault.stage,
    provider: (visit?.link ?? linkOf(job)).provider,
    fromProvider: exchange !== null,
    remoteId: remoteIdOf(met, visit, submissions),
    call: exchange === null || met === null ? null : callOf(met.entry.stage, exchange, met.entry.fault),
    decided: met === null ? null : decisionOf(met),
    advice: fault.advice,
  };
}

/** The fault that stands on the row, for a job without a transcript. */
function endingOf({ state }: Job): Fault | null {
  return state.status === "failed" || state.status === "parked" ? state.fault : null;
}

/** The run that it happened to; before one was accepted there is none. */
function remoteIdOf(
  met: Noted<"fault"> | null,
  visit: Visit | undefined,
  submissions: Shareable["submissions"],
): string | null {
  const run = submissions.find(({ number }) => number === met?.entry.submission);
  const isThere = run !== undefined && visit?.submissions.includes(run) === true;
  return isThere ? run.remoteId : null;
}

function decisionOf({ entry: { verdict } }: Noted<"fault">): SupportProblem["decided"] {
  const { action, reason, rule } = verdict;
  return { action, reason, rule };
}
