import { AudioError, SettingsError, type TenutoError } from "../domain/errors.ts";
import type { JobStore } from "../domain/store.ts";
import type { House } from "../engine/house.ts";
import type { Flags } from "../settings.ts";
import { type Chosen, namedJobs, queriedJobs, requireOneChoice, requireRun } from "./chosen-jobs.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import type { Refused } from "./inputs.ts";
import { needsOf } from "./needs.ts";
import { paletteFor } from "./palette.ts";
import { requireReady } from "./ready.ts";
import { printResults } from "./results.ts";
import { inSession } from "./session.ts";
import { tellEnd } from "./session-end.ts";
import { refusedLines } from "./summary.ts";
import type { Surroundings } from "./surroundings.ts";
import { workOff } from "./waiting.ts";

export interface RetryFlags extends Omit<Flags, "store"> {
  readonly store?: string | undefined;
  readonly run?: string | undefined;
  readonly failed?: boolean | undefined;
  readonly json?: boolean | undefined;
}

const REASON = "asked for again";

/** `tenuto retry`: failed, canceled and held jobs go on, with all their attempts before them again. */
export async function retry(
  names: readonly string[],
  flags: RetryFlags,
  surroundings: Surroundings,
): Promise<ExitCode> {
  requireOneChoice("retry", {
    jobs: names.length > 0,
    "--run": flags.run !== undefined,
    "--failed": flags.failed === true,
  });
  const settings = surroundings.settingsFor(flags);
  return inSession(surroundings, settings, flags, async (session) => {
    const { house, events } = session;
    const chosen = await choose(house.store, names, flags);
    const { accounts, printed } = await needsOf(house.store, chosen);
    await requireReady(accounts, settings, house.recogniser);
    const refused: Refused[] = [];
    const jobs: Chosen[] = [];
    for (const one of chosen) {
      const error = await reopen(house, one);
      if (error === null) jobs.push(one);
      else refused.push({ name: one.name, error });
    }
    const { terminal } = surroundings;
    for (const line of refusedLines(refused, paletteFor(terminal.errColor))) terminal.err.write(`${line}\n`);
    for (const one of refused) events?.refused(one);
    if (jobs.length === 0) {
      if (refused.length === 0) terminal.err.write("There is nothing to try again.\n");
      const exitCode = refused.length === 0 ? EXIT.done : EXIT.noneSucceeded;
      events?.summary({ completed: 0, failed: 0, refused: refused.length, exitCode });
      return exitCode;
    }
    const end = await workOff(session, jobs, refused.length);
    await printResults(
      session,
      jobs.filter(({ id }) => printed.has(id)),
      ["txt"],
    );
    tellEnd(session, end, refused);
    return end.exitCode;
  });
}

async function choose(store: JobStore, names: readonly string[], flags: RetryFlags): Promise<readonly Chosen[]> {
  if (flags.failed === true) return queriedJobs(store, { statuses: ["failed"] });
  if (flags.run === undefined) return namedJobs(store, names);
  await requireRun(store, flags.run);
  return queriedJobs(store, { run: flags.run, statuses: ["failed", "canceled", "parked"] });
}

/** Null when it goes on, else why it does not. */
async function reopen(house: House, { id, name }: Chosen): Promise<TenutoError | null> {
  const { kind } = await house.reopen(id, REASON);
  switch (kind) {
    case "reopened":
    case "woken":
      return null;
    case "completed":
      return new SettingsError(
        "settings/job-completed",
        `${name} is completed: there is nothing to try again.`,
        "To have it transcribed anew, hand the recording in again with tenuto transcribe.",
      );
    case "recording-gone":
      return new AudioError(
        "audio/not-held",
        `The recording of ${name} is no longer held.`,
        "Hand it in again with tenuto transcribe.",
      );
    case "asked-again":
      return new SettingsError(
        "settings/job-asked-again",
        `${name} was asked for again since, and that job is not finished.`,
        "Go on with the newer job: tenuto resume.",
      );
    case "unknown":
      return new SettingsError("settings/job", `The job ${id} is gone.`, "It was deleted meanwhile.");
    default:
      return kind satisfies never;
  }
}
