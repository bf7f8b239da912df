import { SettingsError } from "../domain/errors.ts";
import type { JobStore, JobSummary } from "../domain/store.ts";
import type { Flags } from "../settings.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { printable } from "./printable.ts";
import { requireReady } from "./ready.ts";
import { printResults } from "./results.ts";
import { inSession, type Session, tellEnd, workOff } from "./session.ts";
import type { Surroundings } from "./surroundings.ts";

export interface ResumeFlags extends Omit<Flags, "store"> {
  readonly store?: string | undefined;
  readonly json?: boolean | undefined;
  readonly log?: string | undefined;
}

/** `tenuto resume [run]`: goes on with a run's unfinished jobs, held ones included. */
export async function resume(
  wanted: string | undefined,
  flags: ResumeFlags,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const settings = surroundings.settingsFor(flags);
  return inSession(surroundings, settings, flags, async (session) => {
    const { store, recogniser } = session.house;
    const run = wanted ?? (await newestUnfinishedRun(store));
    const unfinished = run === null ? [] : await store.list({ run, statuses: ["open", "parked"] });
    if (run === null || unfinished.length === 0) {
      if (wanted !== undefined) await requireRun(store, wanted);
      surroundings.terminal.err.write("Nothing is left to do.\n");
      session.events?.summary({ completed: 0, failed: 0, exitCode: EXIT.done });
      return EXIT.done;
    }
    const jobs = unfinished.map(({ id, name }) => ({ id, name: printable(name) }));
    const requests = await Promise.all(jobs.map(async ({ id }) => (await store.get(id))?.request));
    const providers = requests.flatMap((request) => request?.providers.slice(0, 1) ?? []);
    await requireReady(providers, settings, recogniser);

    const end = await workOff(session, jobs);
    const toPrint = jobs.filter((_, index) => requests[index]?.deliveries.length === 0);
    await printResults(session, toPrint, ["txt"]);
    tellEnd(session, end, []);
    await tellBesides(session, run);
    return end.exitCode;
  });
}

/** A command that was stopped while it took its recordings in, and then repeated, has made two runs. */
async function tellBesides({ house, surroundings, storeFlag }: Session, run: string): Promise<void> {
  const besides = await newestUnfinishedRun(house.store, run);
  if (besides === null) return;
  surroundings.terminal.err.write(`Another run is not finished: tenuto resume ${besides}${storeFlag}\n`);
}

/** Ids grow with time, so the newest job's run is the newest. */
async function newestUnfinishedRun(store: JobStore, besides: string | null = null): Promise<string | null> {
  const all = await store.list({ statuses: ["open", "parked"] });
  const unfinished = all.filter(({ run }) => run !== besides);
  const newest = unfinished.reduce<JobSummary | null>(
    (latest, job) => (latest === null || job.createdAt >= latest.createdAt ? job : latest),
    null,
  );
  return newest?.run ?? null;
}

async function requireRun(store: JobStore, run: string): Promise<void> {
  if ((await store.list({ run, limit: 1 })).length > 0) return;
  throw new SettingsError(
    "settings/run",
    `There is no run ${printable(run)} in this store.`,
    "tenuto resume alone goes on with the newest unfinished run; another store is named with --store.",
  );
}
