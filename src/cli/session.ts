import type { Extras } from "../compose.ts";
import type { Job } from "../domain/job.ts";
import type { House } from "../engine/house.ts";
import { openLogFile } from "../engine/log-file.ts";
import type { Settings } from "../settings.ts";
import { EventStream } from "./events.ts";
import type { ExitCode } from "./exit-codes.ts";
import { Progress } from "./progress.ts";
import { storeFlagOf } from "./shell-word.ts";
import { listenForStop, type Stop } from "./signals.ts";
import type { Surroundings } from "./surroundings.ts";
import { openView, type View } from "./view.ts";

/** What one command that works on jobs has in hand, from acceptance to the summary. */
export interface Session {
  readonly house: House;
  readonly surroundings: Surroundings;
  readonly stop: Stop;
  /** Null without `--json`. */
  readonly events: EventStream | null;
  readonly progress: Progress;
  readonly view: View;
  /** Typed after a command so that it finds the same store, such as ` --store 'my jobs.db'`. */
  readonly storeFlag: string;
}

export interface SessionFlags {
  readonly json?: boolean | undefined;
  readonly store?: string | undefined;
  /** Path of a file. */
  readonly log?: string | undefined;
}

/** Opens a session, has the work done in it, and closes all that it opened, however the work ends. */
export async function inSession(
  surroundings: Surroundings,
  settings: Settings,
  flags: SessionFlags,
  work: (session: Session) => Promise<ExitCode>,
  extras: Extras = {},
): Promise<ExitCode> {
  const log = flags.log === undefined ? null : await openLogFile(flags.log);
  const given = log === null ? extras : { ...extras, logger: log.logger };
  const house = await surroundings.openHouse(settings, given).catch((error: unknown) => {
    log?.close();
    throw error;
  });
  const stop = listenForStop(surroundings.signals, surroundings.leave);
  const events = flags.json === true ? new EventStream(surroundings.terminal.out) : null;
  const progress = new Progress(house.runtime.clock.now());
  const { quiet = false, redrawn = true } = surroundings;
  const view = openView({ clock: house.runtime.clock, surroundings, stop, events, progress, quiet, redrawn });
  const storeFlag = storeFlagOf(flags.store);
  try {
    return await work({ house, surroundings, stop, events, progress, view, storeFlag });
  } finally {
    await view.close();
    await house.close();
    log?.close();
    stop.release();
  }
}

/** A job of the session, under the name that people know it by. */
export interface SessionJob {
  readonly id: string;
  readonly name: string;
}

/** The jobs as they stand in the store, one after the other, so that ten thousand are never in memory at once. */
export async function* readJobs(house: House, jobs: readonly SessionJob[]): AsyncGenerator<Job> {
  for (const { id } of jobs) {
    const job = await house.store.get(id);
    if (job !== null) yield job;
  }
}
