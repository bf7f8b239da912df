import { type ExitCode, exitCodeOf } from "./exit-codes.ts";
import type { Refused } from "./inputs.ts";
import { paletteFor } from "./palette.ts";
import { readJobs, type Session, type SessionJob } from "./session.ts";
import { type Outcome, outcomeOf, summaryLines } from "./summary.ts";

/** How a session ended. */
export interface SessionEnd {
  readonly outcome: Outcome;
  readonly exitCode: ExitCode;
  readonly elapsedMs: number;
}

interface EndingParts {
  /** By the monotonic clock, ms. */
  readonly startedAt: number;
  readonly refused: number;
  readonly skipped: number;
}

/** How it all stands at the end. Leaves the display as it is. */
export async function endOf(
  { house, stop, progress, view }: Session,
  jobs: readonly SessionJob[],
  { startedAt, refused, skipped }: EndingParts,
): Promise<SessionEnd> {
  for await (const { id, state } of readJobs(house, jobs)) progress.settle(id, state);
  await view.close();
  const outcome = await outcomeOf(house.store, readJobs(house, jobs));
  const keyRefused = outcome.held.some(({ fault }) => fault.class === "auth");
  const { counts } = outcome;
  const exitCode = exitCodeOf({ counts, refused, skipped, keyRefused, stoppedBy: stop.by() });
  return { outcome, exitCode, elapsedMs: house.runtime.clock.monotonic() - startedAt };
}

/** Tells how it ended: to a person on standard error, or to a program as the last event. */
export function tellEnd(session: Session, end: SessionEnd, refused: readonly Refused[], skipped = 0): void {
  const { surroundings, events, storeFlag } = session;
  const { terminal, quiet = false } = surroundings;
  const { outcome, exitCode, elapsedMs } = end;
  const resume = outcome.unfinishedRuns.map((run) => `tenuto resume ${run}${storeFlag}`);
  events?.summary({
    ...outcome.counts,
    refused: refused.length,
    skipped,
    failures: outcome.failures,
    held: outcome.held,
    resume,
    elapsedMs: Math.round(elapsedMs),
    exitCode,
  });
  const lines = summaryLines({ outcome, skipped, refused: refused.length, elapsedMs }, `tenuto show${storeFlag}`, {
    palette: paletteFor(terminal.errColor),
    quiet,
  });
  if (resume.length > 0) lines.push("Everything is kept. To go on:", ...resume.map((command) => `  ${command}`));
  if (lines.length > 0) terminal.err.write(`${lines.join("\n")}\n`);
}
