import { linkOf } from "../domain/chain.ts";
import type { JobStore } from "../domain/store.ts";
import type { Row } from "./memory-tables.ts";

/** Whom a call wakes. */
export type Names = Parameters<JobStore["wake"]>[0];

export function isNamed({ job }: Row, { run, id, account }: Names): boolean {
  return (
    (run === undefined || job.request.run === run) &&
    (id === undefined || job.id === id) &&
    (account === undefined || linkOf(job).account === account)
  );
}

/** Can be woken: parked, or waiting for its time in nobody's hands. A lapsed claim is due already. */
export function isAsleep({ job, holder }: Row, now: number): boolean {
  const { state } = job;
  return state.status === "parked" || (state.status === "open" && holder === null && state.due > now);
}
