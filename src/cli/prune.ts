import type { JobStatus } from "../domain/job.ts";
import { queriedJobs } from "./chosen-jobs.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { forget } from "./forget.ts";
import { WORDS } from "./job-filters.ts";
import { jsonLine } from "./printable.ts";
import { counted, roughly } from "./quantities.ts";
import type { Surroundings } from "./surroundings.ts";

export interface PruneFlags {
  readonly store?: string | undefined;
  /** Such as `30d`. */
  readonly olderThan?: string | undefined;
  readonly keepFailed?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/**
 * `tenuto prune`: forgets jobs that have been over for long, with their journals, transcripts and held recordings. Output
 * files stay, and so does all that is not over, however old it is.
 */
export async function prune(flags: PruneFlags, surroundings: Surroundings): Promise<ExitCode> {
  const { out, err } = surroundings.terminal;
  const { store, olderThan, keepFailed: keep } = flags;
  const settings = surroundings.settingsFor({ store, olderThan, keepFailed: keep });
  const { olderThanMs, keepFailed } = settings.retention;
  const statuses: readonly JobStatus[] = keepFailed ? ["completed", "canceled"] : ["completed", "canceled", "failed"];
  const room = await surroundings.openStore(settings);
  try {
    const endedBefore = room.runtime.clock.now() - olderThanMs;
    const chosen = await queriedJobs(room.store, { statuses, endedBefore });
    let gone = 0;
    for (const { id, name, status } of chosen) {
      if (flags.dryRun !== true && !(await forget(room, id))) continue;
      gone += 1;
      if (flags.json === true) out.write(jsonLine({ job: id, name, status, dryRun: flags.dryRun === true }));
      else out.write(`${WORDS[status]} ${name} (${id})\n`);
    }
    const what = `${counted(gone, "job")} that ended more than ${roughly(olderThanMs)} ago`;
    err.write(flags.dryRun === true ? `${what} would go; nothing was touched.\n` : `${what} went.\n`);
    return EXIT.done;
  } finally {
    await room.close();
  }
}
