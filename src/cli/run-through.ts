import type { Asked } from "./asked.ts";
import type { ExitCode } from "./exit-codes.ts";
import { prepareFolder } from "./output-folder.ts";
import type { InputPlan } from "./plan-inputs.ts";
import { prepareReport, writeReport } from "./report.ts";
import type { Session, SessionJob } from "./session.ts";
import { endOf, tellEnd } from "./session-end.ts";
import { jobsOf } from "./take-in.ts";
import { takeInAndWork } from "./work-along.ts";

/** A command's recordings from the first that is taken in to the summary. */
export interface RunThrough {
  readonly inputs: InputPlan;
  readonly asked: Omit<Asked, "run">;
  /** Where the files go; absent where results are printed. */
  readonly outputDir: string | undefined;
  /** The file of the report; absent for none. */
  readonly report: string | undefined;
  /** Prints results, where there is no folder for them. */
  readonly print: (jobs: readonly SessionJob[]) => Promise<void>;
}

/**
 * Takes the recordings in, works until they are over or held, and tells how it ended. Throws `SettingsError` for a folder
 * or a report that cannot be written, before anything is paid for.
 */
export async function runThrough(session: Session, through: RunThrough): Promise<ExitCode> {
  const { inputs, outputDir, report } = through;
  const { plan, refused, passedOver } = inputs;
  const { runtime, store } = session.house;
  if (outputDir !== undefined) await prepareFolder(outputDir);
  if (report !== undefined) await prepareReport(report);
  for (const one of refused) session.events?.refused(one);

  const startedAt = runtime.clock.now();
  const startedTicking = runtime.clock.monotonic();
  const run = runtime.ids.next("run");
  const taken = await takeInAndWork(session, plan, { ...through.asked, run });
  const jobs = jobsOf(plan, taken);
  const allRefused = [...refused, ...taken.flatMap((one) => (one.kind === "refused" ? [one.refused] : []))];
  const skipped = taken.filter(({ kind }) => kind === "skipped").length;
  const end = await endOf(session, jobs, { startedAt: startedTicking, refused: allRefused.length, skipped });
  if (outputDir === undefined) await through.print(jobs);
  tellEnd(session, end, allRefused, skipped);
  tellLeft(session, taken.filter(({ kind }) => kind === "left").length);
  // Last, since a disk that is full by now must not hide how it ended.
  if (report !== undefined) {
    await writeReport(report, store, {
      run,
      startedAt,
      plan,
      taken,
      refused,
      passedOver,
      end,
      storeFlag: session.storeFlag,
    });
  }
  return end.exitCode;
}

function tellLeft({ surroundings }: Session, left: number): void {
  if (left === 0) return;
  const what = left === 1 ? "One recording was" : `${left} recordings were`;
  surroundings.terminal.err.write(`${what} not taken in yet: repeat the command, it goes on with what is kept.\n`);
}
