import { AudioError, SettingsError, TenutoError, TranscriptionFailed, TranscriptionHeld } from "../domain/errors.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { printable, printableText } from "./printable.ts";

const REPORT = "This is a mistake in tenuto. Please report it with the stack that TENUTO_DEBUG=1 shows.";

/** What a person reads when a command could not go on. */
export function troubleText(error: unknown, debug: boolean): string {
  const stack = debug && error instanceof Error && error.stack !== undefined ? [printableText(error.stack)] : [];
  if (error instanceof TenutoError) {
    return lines([`tenuto: ${printable(error.message)}`, printableText(error.remedy), `See ${error.page}`, ...stack]);
  }
  const message = error instanceof Error ? error.message : String(error);
  return lines([`tenuto: ${printable(message)}`, REPORT, ...stack]);
}

/** The exit code of a command that ended with this error; what nobody foresaw is `internal`. */
export function exitCodeOfTrouble(error: unknown): ExitCode {
  if (error instanceof SettingsError || error instanceof AudioError) return EXIT.usage;
  if (error instanceof TranscriptionHeld) return EXIT.resumable;
  if (error instanceof TranscriptionFailed) return EXIT.noneSucceeded;
  return EXIT.internal;
}

function lines(parts: readonly string[]): string {
  return `${parts.join("\n")}\n`;
}
