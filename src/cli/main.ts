#!/usr/bin/env node
import { CommanderError } from "commander";
import { readSettings, readTerminal } from "../settings.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { SHOW_CURSOR } from "./painter.ts";
import { buildProgram } from "./program.ts";
import type { Surroundings } from "./surroundings.ts";
import { terminalOf } from "./terminal.ts";
import { exitCodeOfTrouble, troubleText } from "./trouble.ts";

const terminal = terminalOf(process.stdout, process.stderr, readTerminal());

// Whoever reads our output may stop reading (`| head`). The work is worth more than its telling, so it goes on.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

const surroundings = (verbose: boolean): Surroundings => ({
  terminal,
  signals: process,
  settingsFor: readSettings,
  openHouse: async (settings) => {
    const { compose } = await import("../compose.ts");
    return compose(settings);
  },
  leave: (code) => {
    if (terminal.live) terminal.err.write(SHOW_CURSOR);
    process.exit(code);
  },
  verbose,
});

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
