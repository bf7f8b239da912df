import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { SettingsError } from "../domain/errors.ts";
import type { Logger } from "./observer.ts";

/** A log that ends in a file. */
export interface LogFile {
  readonly logger: Logger;
  close(): void;
}

/**
 * Opens a log of JSON lines, one for each event, appended to what the file holds; only its owner may read a new one.
 * Each line is written at once, so that the last one before a crash is there. Fields: `level` (`debug` to `error`),
 * `time` (ms), `at` (ms, of the event), `job`, `event`, `stage`, `attempt`, `remoteId`, `requestId`, `fault`, `delayMs`,
 * `rule`, `msg`. Keys, upload addresses and signed addresses are in none. Throws `settings/log`.
 */
export async function openLogFile(path: string): Promise<LogFile> {
  const full = resolve(path);
  try {
    await mkdir(dirname(full), { recursive: true });
    // Loaded only here: whoever brings a logger, or wants none, does without it.
    const { pino } = await import("pino");
    const file = pino.destination({ dest: full, append: true, sync: true, mode: 0o600 });
    // A disk that is full later on must not end the process.
    file.on("error", () => undefined);
    const level = (label: string): object => ({ level: label });
    const logger = pino({ level: "debug", base: null, formatters: { level } }, file);
    return { logger, close: () => file.end() };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown reason";
    throw new SettingsError("settings/log", `The log ${full} cannot be written: ${code}.`, "Name another file.");
  }
}
