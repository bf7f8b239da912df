import { linkOf } from "../domain/chain.ts";
import type { Job, JobState } from "../domain/job.ts";
import type { JobQuery, JobSummary } from "../domain/store.ts";

/** What SQL asks of the tables, asked of a job in memory. Its place in the order is for whoever walks. */
export function isWanted(job: Job, query: JobQuery): boolean {
  const { request, state } = job;
  const { run, statuses, provider, name, fault, endedBefore } = query;
  const tags = Object.entries(query.tags ?? {});
  return (
    (run === undefined || request.run === run) &&
    (statuses === undefined || statuses.includes(state.status)) &&
    (provider === undefined || linkOf(job).provider === provider) &&
    (name === undefined || request.audio.name.includes(name)) &&
    (fault === undefined || faultOf(state) === fault) &&
    (endedBefore === undefined || ("endedAt" in state && state.endedAt < endedBefore)) &&
    tags.every(([tag, value]) => request.tags[tag] === value)
  );
}

export function summaryOf(job: Job): JobSummary {
  const { id, request, stage, createdAt, state } = job;
  return {
    id,
    run: request.run,
    name: request.audio.name,
    status: state.status,
    stage,
    provider: linkOf(job).provider,
    createdAt,
    endedAt: "endedAt" in state ? state.endedAt : null,
    fault: faultOf(state),
  };
}

function faultOf(state: JobState): string | null {
  return "fault" in state ? state.fault.code : null;
}
