import type { JobStatus } from "../domain/job.ts";

/** What the command's exit says; a script can tell from it whether to look, to resume or to give up. */
export const EXIT = {
  done: 0,
  internal: 1,
  usage: 2,
  someFailed: 3,
  noneSucceeded: 4,
  resumable: 5,
  nothing: 6,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export type StopSignal = "SIGINT" | "SIGTERM";

export interface Ending {
  readonly counts: Readonly<Record<JobStatus, number>>;
  /** Inputs that could not be taken in. */
  readonly refused: number;
  /** Inputs whose transcripts were there already. Default 0. */
  readonly skipped?: number;
  /** True when a job is held because the credentials were refused. */
  readonly keyRefused: boolean;
  readonly stoppedBy: StopSignal | null;
}

/** The most pressing thing first: a signal, then what a person must mend, then what `tenuto resume` can still do. */
export function exitCodeOf({ counts, refused, skipped = 0, keyRefused, stoppedBy }: Ending): ExitCode {
  if (stoppedBy !== null) return exitCodeOfSignal(stoppedBy);
  if (keyRefused) return EXIT.noneSucceeded;
  if (counts.open + counts.parked > 0) return EXIT.resumable;
  const lost = counts.failed + counts.canceled;
  if (counts.completed + skipped > 0) return lost + refused > 0 ? EXIT.someFailed : EXIT.done;
  if (lost > 0) return EXIT.noneSucceeded;
  return refused > 0 ? EXIT.usage : EXIT.done;
}

/** What a shell expects of a command that a signal ended: 128 and its number. */
export function exitCodeOfSignal(signal: StopSignal): ExitCode {
  switch (signal) {
    case "SIGINT":
      return EXIT.interrupted;
    case "SIGTERM":
      return EXIT.terminated;
    default:
      return signal satisfies never;
  }
}
