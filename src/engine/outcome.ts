import { localFault } from "../catalogue/local-fault.ts";
import { linkOf } from "../domain/chain.ts";
import {
  type JobEvidence,
  TenutoError,
  TranscriptionCanceled,
  TranscriptionFailed,
  TranscriptionHeld,
} from "../domain/errors.ts";
import type { Fault } from "../domain/fault.ts";
import type { Job } from "../domain/job.ts";
import type { JobStore } from "../domain/store.ts";
import type { Transcript } from "../domain/transcript.ts";

/**
 * What came of a job that is not worked on any more: its transcript, or an error that says all that is known. Throws
 * `TranscriptionFailed`, `TranscriptionHeld`, `TranscriptionCanceled`, and `library/no-job` when the store knows none.
 */
export async function outcomeOf(store: JobStore, id: string, now: number): Promise<Transcript> {
  const job = await store.get(id);
  if (job === null) throw noJob(id);
  const { state } = job;
  switch (state.status) {
    case "completed": {
      const transcript = await store.result(id);
      if (transcript === null) throw new Error(`job ${id} is completed but its transcript is not in the store`);
      return transcript;
    }
    case "failed":
      throw new TranscriptionFailed(await evidenceOf(store, job, state.fault));
    case "parked":
      throw new TranscriptionHeld(await evidenceOf(store, job, state.fault));
    case "canceled":
      throw new TranscriptionCanceled(id, state.reason);
    case "open":
      return heldWithItsAccount(store, job, now);
    default:
      return state satisfies never;
  }
}

/** Nothing in the store has this id. */
export function noJob(id: string): TenutoError {
  return new TenutoError("library/no-job", `there is no job ${id} in this store`, "check the id and the store");
}

/** Still open, and not worked on: a person holds its account, or another job of it was told why it is held. */
async function heldWithItsAccount(store: JobStore, job: Job, now: number): Promise<never> {
  const { account: name } = linkOf(job);
  const account = await store.account(name);
  const byPerson = account !== null && account.heldBy === null && (account.holdUntil ?? 0) > now;
  const fault = byPerson
    ? localFault("tenuto/account-held", `account ${name} is held: ${account.reason}`, job.stage, now)
    : (job.lastFault ?? (await faultOfAnother(store, name)));
  if (fault !== null) throw new TranscriptionHeld(await evidenceOf(store, job, fault));
  throw new Error(`job ${job.id} is not worked on: account ${name} says ${account?.reason ?? "nothing"}`);
}

async function faultOfAnother(store: JobStore, account: string): Promise<Fault | null> {
  for (const { id } of await store.list({ statuses: ["parked"] })) {
    const other = await store.get(id);
    if (other?.state.status === "parked" && linkOf(other).account === account) return other.state.fault;
  }
  return null;
}

async function evidenceOf(store: JobStore, job: Job, fault: Fault): Promise<JobEvidence> {
  const journal = await store.journal(job.id);
  const submissions = await store.submissions(job.id);
  return {
    jobId: job.id,
    fault,
    attempts: journal.filter(({ entry }) => entry.type === "attempt" || entry.type === "fault").length,
    remoteIds: submissions.flatMap(({ remoteId }) => remoteId ?? []),
  };
}
