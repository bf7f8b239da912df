#!/usr/bin/env node
import { CommanderError } from "commander";
import type { SettingsFile } from "../settings/file.ts";
import { findSettingsFiles, readOrigins, readSettings, readTerminal } from "../settings.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { watchForLoss } from "./lost-output.ts";
import { SHOW_CURSOR } from "./painter.ts";
import { buildProgram, type CommonOptions } from "./program.ts";
import type { Surroundings } from "./surroundings.ts";
import { type Terminal, terminalOf } from "./terminal.ts";
import { exitCodeOfTrouble, troubleText } from "./trouble.ts";

const terminal = terminalOf(process.stdout, process.stderr, readTerminal());

const lossAt = watchForLoss([process.stdout, process.stderr]);
process.once("exit", (code) => {
  const loss = lossAt(code as ExitCode);
  if (loss === null) return;
  process.stderr.write(loss.text);
  process.exitCode = loss.exitCode;
});

const surroundings = ({ verbose = false, quiet = false, color, progress }: CommonOptions): Surroundings => ({
  terminal: color === "always" || color === "never" ? colored(color === "always") : terminal,
  signals: process,
  settingsFor: (flags) => readSettings(flags, undefined, found()),
  originsFor: (flags) => readOrigins(flags, undefined, found()),
  openHouse: async (settings, extras) => {
    const { compose } = await import("../compose.ts");
    return compose(settings, extras);
  },
  openStore: async (settings) => {
    const { openStoreOnly } = await import("../compose-store.ts");
    return openStoreOnly(settings);
  },
  leave: (code) => {
    if (terminal.live) terminal.err.write(SHOW_CURSOR);
    process.exit(code);
  },
  verbose,
  quiet,
  redrawn: progress !== false,
  stdin: () => process.stdin,
});

function colored(color: boolean): Terminal {
  return terminalOf(process.stdout, process.stderr, { ...readTerminal(), color });
}

/** A file that is wrong is told when settings are asked for: it shall not take the help away. */
const found = await findSettingsFiles().then(
  (files) => (): readonly SettingsFile[] => files,
  (error: unknown) => () => {
    throw error;
  },
);

const program = buildProgram(surroundings, (code: ExitCode) => {
  process.exitCode = code;
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has said already what was wrong.
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
  } else {
    process.stderr.write(troubleText(error, terminal.debug || program.opts().verbose === true));
    process.exitCode = exitCodeOfTrouble(error);
  }
}
