import type { JobStore } from "../domain/store.ts";
import type { Flags } from "../settings.ts";
import { requireRun } from "./chosen-jobs.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { needsOf } from "./needs.ts";
import { printable } from "./printable.ts";
import { requireReady } from "./ready.ts";
import { printResults } from "./results.ts";
import { inSession, type Session } from "./session.ts";
import { tellEnd } from "./session-end.ts";
import type { Surroundings } from "./surroundings.ts";
import { workOff } from "./waiting.ts";

export interface ResumeFlags extends Omit<Flags, "store"> {
  readonly store?: string | undefined;
  readonly json?: boolean | undefined;
  readonly log?: string | undefined;
}

const NEWEST = "tenuto resume alone goes on with the newest unfinished run; another store is named with --store.";

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
      if (wanted !== undefined) await requireRun(store, wanted, NEWEST);
      surroundings.terminal.err.write("Nothing is left to do.\n");
      session.events?.summary({ completed: 0, failed: 0, exitCode: EXIT.done });
      return EXIT.done;
    }
    const jobs = unfinished.map(({ id, name }) => ({ id, name: printable(name) }));
    const { accounts, printed } = await needsOf(store, jobs);
    await requireReady(accounts, settings, recogniser);

    const end = await workOff(session, jobs);
    await printResults(
      session,
      jobs.filter(({ id }) => printed.has(id)),
      ["txt"],
    );
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
  const unfinished = await store.list({ statuses: ["open", "parked"], newestFirst: true });
  return unfinished.find(({ run }) => run !== besides)?.run ?? null;
}
