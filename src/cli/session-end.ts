import { linkOf } from "../domain/chain.ts";
import { isOver } from "../domain/job.ts";
import type { House } from "../engine/house.ts";
import { type ExitCode, exitCodeOf } from "./exit-codes.ts";
import type { Refused } from "./inputs.ts";
import { paletteFor } from "./palette.ts";
import { printable } from "./printable.ts";
import { readJobs, type Session, type SessionJob } from "./session.ts";
import { shellWord } from "./shell-word.ts";
import { type Outcome, outcomeOf, summaryLines } from "./summary.ts";
import { untilWords } from "./until.ts";

/** How a session ended. */
export interface SessionEnd {
  readonly outcome: Outcome;
  readonly exitCode: ExitCode;
  readonly elapsedMs: number;
  /** Accounts of unfinished jobs that a person holds: nothing else tells of them. */
  readonly heldAccounts: readonly HeldAccount[];
}

/** An account that a person holds. */
export interface HeldAccount {
  readonly account: string;
  readonly reason: string;
  /** Wall time, ms; null until somebody lets it go on. */
  readonly until: number | null;
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
  const waiting = new Set<string>();
  for await (const job of readJobs(house, jobs)) {
    progress.settle(job.id, job.state);
    if (!isOver(job.state)) waiting.add(linkOf(job).account);
  }
  await view.close();
  const outcome = await outcomeOf(house.store, readJobs(house, jobs));
  const keyRefused = outcome.held.some(({ fault }) => fault.class === "auth");
  const { counts } = outcome;
  const exitCode = exitCodeOf({ counts, refused, skipped, keyRefused, stoppedBy: stop.by() });
  const heldAccounts = await heldAmong(house, waiting);
  return { outcome, exitCode, elapsedMs: house.runtime.clock.monotonic() - startedAt, heldAccounts };
}

async function heldAmong({ store, runtime }: House, names: ReadonlySet<string>): Promise<readonly HeldAccount[]> {
  const held: HeldAccount[] = [];
  for (const name of names) {
    const account = await store.account(name);
    const until = account?.holdUntil ?? 0;
    if (account === null || account.heldBy !== null || until <= runtime.clock.now()) continue;
    held.push({ account: name, reason: account.reason ?? "", until: until === Number.MAX_SAFE_INTEGER ? null : until });
  }
  return held;
}

/** Tells how it ended: to a person on standard error, or to a program as the last event. */
export function tellEnd(session: Session, end: SessionEnd, refused: readonly Refused[], skipped = 0): void {
  const { house, surroundings, events, storeFlag } = session;
  const { terminal, quiet = false } = surroundings;
  const { outcome, exitCode, elapsedMs, heldAccounts } = end;
  const resume = outcome.unfinishedRuns.map((run) => `tenuto resume ${run}${storeFlag}`);
  events?.summary({
    ...outcome.counts,
    refused: refused.length,
    skipped,
    failures: outcome.failures,
    held: outcome.held,
    heldAccounts,
    resume,
    elapsedMs: Math.round(elapsedMs),
    exitCode,
  });
  const lines = summaryLines({ outcome, skipped, refused: refused.length, elapsedMs }, `tenuto show${storeFlag}`, {
    palette: paletteFor(terminal.errColor),
    quiet,
    storeFlag,
  });
  for (const { account, reason, until } of heldAccounts) {
    const name = printable(account);
    const words = untilWords(until, house.runtime.clock.now());
    lines.push(`Account ${name} is held by a person ${words}: ${printable(reason)}`);
    lines.push(`To let it go on first: tenuto accounts resume ${shellWord(name)}${storeFlag}`);
  }
  if (resume.length > 0) lines.push("Everything is kept. To go on:", ...resume.map((command) => `  ${command}`));
  if (lines.length > 0) terminal.err.write(`${lines.join("\n")}\n`);
}
