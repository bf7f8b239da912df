import { isOver } from "../domain/job.ts";
import type { Submission } from "../domain/submission.ts";
import type { RemoteRemoval } from "../engine/remove-remote.ts";
import type { Flags } from "../settings.ts";
import { type Chosen, namedJobs } from "./chosen-jobs.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { forget } from "./forget.ts";
import { printable } from "./printable.ts";
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
  const house = flags.remote === true ? await surroundings.openHouse(settings) : null;
  const room = await surroundings.openStore(settings);
  try {
    const chosen = await namedJobs(room.store, names);
    let deleted = 0;
    for (const one of chosen) {
      const job = await room.store.get(one.id);
      if (job !== null && !isOver(job.state)) await room.store.cancel(one.id, "deleted");
      const submissions = await room.store.submissions(one.id);
      const remote = house === null ? [] : await house.removeRemote(one.id, stop.signal);
      const here = remote.every(({ removed }) => removed) && (await forget(room, one.id));
      if (here) deleted += 1;
      tell(
        { job: one.id, name: one.name, here, remote, uncertain: isUncertain(submissions) },
        one,
        flags,
        surroundings,
      );
    }
    if (deleted === chosen.length) return EXIT.done;
    return deleted > 0 ? EXIT.someFailed : EXIT.noneSucceeded;
  } finally {
    await room.close();
    await house?.close();
    stop.release();
  }
}

function isUncertain(submissions: readonly Submission[]): boolean {
  return submissions.some(({ remoteId, intentAt, certainty }) => {
    return remoteId === null && intentAt !== null && certainty !== "rejected";
  });
}

function tell(deletion: Deletion, { id, name }: Chosen, flags: DeleteFlags, { terminal }: Surroundings): void {
  const { out, err } = terminal;
  if (flags.json === true) {
    out.write(`${JSON.stringify(deletion)}\n`);
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
