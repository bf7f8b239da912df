import type { StoreRoom } from "../compose-store.ts";
import { isOver } from "../domain/job.ts";
import type { Submission } from "../domain/submission.ts";
import type { House } from "../engine/house.ts";
import type { RemoteRemoval } from "../engine/remove-remote.ts";
import type { Flags } from "../settings.ts";
import { type Chosen, namedJobs } from "./chosen-jobs.ts";
import { EXIT, type ExitCode, exitCodeOfSignal } from "./exit-codes.ts";
import { forget } from "./forget.ts";
import { jsonLine, printable } from "./printable.ts";
import { counted } from "./quantities.ts";
import { listenForStop } from "./signals.ts";
import type { Surroundings } from "./surroundings.ts";

export interface DeleteFlags extends Omit<Flags, "store"> {
  readonly store?: string | undefined;
  readonly remote?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** What became of one job. */
interface Deletion {
  readonly job: string;
  readonly name: string;
  /** Deleted on this machine. */
  readonly here: boolean;
  /** Its runs at the provider, where deleting them was asked for. */
  readonly remote: readonly RemoteRemoval[];
  /** A submit whose outcome nobody knows: perhaps there is a run of which we have no id. */
  readonly uncertain: boolean;
}

/**
 * `tenuto delete`: the job, its journal, its transcript and its held recording; output files stay. With `--remote` its
 * runs at the provider as well, and first: a job whose run could not be deleted stays here, since it alone has the id.
 */
export async function deleteJobs(
  names: readonly string[],
  flags: DeleteFlags,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const settings = surroundings.settingsFor(flags);
  const stop = listenForStop(surroundings.signals, surroundings.leave);
  let house: House | null = null;
  let room: StoreRoom | null = null;
  try {
    house = flags.remote === true ? await surroundings.openHouse(settings) : null;
    room = await surroundings.openStore(settings);
    const chosen = await namedJobs(room.store, names);
    let deleted = 0;
    for (const one of chosen) {
      if (stop.signal.aborted) break;
      const deletion = await deleteOne(one, room, house, stop.signal);
      if (deletion.here) deleted += 1;
      tell(deletion, flags, surroundings);
    }
    const by = stop.by();
    if (by !== null) {
      surroundings.terminal.err.write(`Stopped: ${deleted} of ${counted(chosen.length, "job")} deleted.\n`);
      return exitCodeOfSignal(by);
    }
    if (deleted === chosen.length) return EXIT.done;
    return deleted > 0 ? EXIT.someFailed : EXIT.noneSucceeded;
  } finally {
    await room?.close();
    await house?.close();
    stop.release();
  }
}

async function deleteOne(
  { id, name }: Chosen,
  room: StoreRoom,
  house: House | null,
  signal: AbortSignal,
): Promise<Deletion> {
  const job = await room.store.get(id);
  if (job !== null && !isOver(job.state)) await room.store.cancel(id, "deleted");
  const submissions = await room.store.submissions(id);
  const remote = house === null ? [] : await house.removeRemote(id, signal);
  const here = remote.every(({ removed }) => removed) && (await forget(room, id));
  return { job: id, name, here, remote, uncertain: isUncertain(submissions) };
}

function isUncertain(submissions: readonly Submission[]): boolean {
  return submissions.some(({ remoteId, intentAt, certainty }) => {
    return remoteId === null && intentAt !== null && certainty !== "rejected";
  });
}

function tell(deletion: Deletion, flags: DeleteFlags, { terminal }: Surroundings): void {
  const { out, err } = terminal;
  const { job: id, name } = deletion;
  if (flags.json === true) {
    out.write(jsonLine(deletion));
    return;
  }
  for (const run of deletion.remote) {
    const told = run.removed
      ? `deleted at the provider: ${run.remoteId}`
      : `not deleted at the provider: ${run.remoteId}: ${run.why}`;
    out.write(`${printable(told)}\n`);
  }
  if (flags.remote === true && deletion.remote.length === 0) out.write("nothing of it is known at the provider\n");
  if (deletion.here) out.write(`deleted here: ${name} (${id})\n`);
  else out.write(`kept here: ${name} (${id}), for it alone knows what is still at the provider\n`);
  if (deletion.uncertain) {
    err.write("A submit of it had no clear outcome: the provider may have a run of which no id is known here.\n");
  }
}
