import { EXIT, type ExitCode } from "./exit-codes.ts";

/** `process.stdout` and `process.stderr` are two. */
export interface FailingStream {
  on(event: "error", listener: (error: NodeJS.ErrnoException) => void): unknown;
}

/** What a command that lost some of its output says and ends with. */
export interface Loss {
  readonly text: string;
  readonly exitCode: ExitCode;
}

/**
 * Keeps output that cannot be written from ending the command: the work is worth more than its telling, so it goes on.
 * Whoever reads may stop reading (`| head`), which is no loss.
 *
 * @returns tells what was lost by now, null where nothing was; takes the code that the command would end with
 */
export function watchForLoss(streams: readonly FailingStream[]): (code: ExitCode) => Loss | null {
  let lost: string | null = null;
  for (const stream of streams) {
    stream.on("error", ({ code, message }) => {
      if (code !== "EPIPE") lost ??= code ?? message;
    });
  }
  return (code) => {
    if (lost === null) return null;
    const text = `tenuto: Some of the output could not be written (${lost}). See to the place where it goes; jobs are kept.\n`;
    return { text, exitCode: code === EXIT.done ? EXIT.internal : code };
  };
}
