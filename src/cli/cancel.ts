import { type Chosen, namedJobs, queriedJobs, requireOneChoice, requireRun } from "./chosen-jobs.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { jsonLine } from "./printable.ts";
import { counted } from "./quantities.ts";
import type { Surroundings } from "./surroundings.ts";

export interface CancelFlags {
  readonly store?: string | undefined;
  readonly run?: string | undefined;
  readonly json?: boolean | undefined;
}

/**
 * `tenuto cancel`: ends jobs that are not over. A process that works on one notices at its next step; a run that is at
 * the provider already goes on there, and may be billed.
 */
export async function cancel(
  names: readonly string[],
  flags: CancelFlags,
  surroundings: Surroundings,
): Promise<ExitCode> {
  requireOneChoice("cancel", { jobs: names.length > 0, "--run": flags.run !== undefined });
  const { out, err } = surroundings.terminal;
  const { store, close } = await surroundings.openStore(surroundings.settingsFor({ store: flags.store }));
  try {
    if (flags.run !== undefined) await requireRun(store, flags.run);
    const chosen: readonly Chosen[] =
      flags.run === undefined
        ? await namedJobs(store, names)
        : await queriedJobs(store, { run: flags.run, statuses: ["open", "parked"] });
    let canceled = 0;
    for (const { id, name } of chosen) {
      const done = await store.cancel(id, "asked to");
      if (done) canceled += 1;
      if (flags.json === true) out.write(jsonLine({ job: id, name, canceled: done }));
      else out.write(done ? `canceled ${name} (${id})\n` : `left as it is: ${name} (${id}) was over already\n`);
    }
    err.write(`${counted(canceled, "job")} canceled.\n`);
    return canceled > 0 || flags.run !== undefined ? EXIT.done : EXIT.noneSucceeded;
  } finally {
    await close();
  }
}
