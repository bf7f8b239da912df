import type { Command } from "commander";
import type { AssessFlags } from "./assess.ts";
import { collect, patienceFlags } from "./shared-flags.ts";

/** What `--provider` takes where something is assessed. */
export const ASSESSORS = "elsa or local (default: that of the settings where it assesses, else local)";

/** Gives `tenuto assess` its arguments and flags. It loads nothing of the command: `run` does, when it is called. */
export function assessFlags(
  command: Command,
  run: (names: readonly string[], flags: AssessFlags) => Promise<void>,
): void {
  const described = command
    .description("how well recordings are said: words and sounds with times and scores, and fluency")
    .argument("[inputs...]", "files, folders, quoted patterns, addresses, or - for standard input")
    .option("--script <text>", "what was to be said; repeated, one of several (default: free speech)", collect)
    .option("--script-file <file>", "the same from a text file; repeatable", collect)
    .option("--from-file <list>", "also what this file names, one a line; - for standard input")
    .option("-o, --output-dir <folder>", "where assessments go; without it they are printed")
    .option(
      "-f, --format <formats>",
      "txt, json, html (a page with sound) or all; several with commas or repeated (default: txt)",
      collect,
      [],
    )
    .option("--skip-existing", "leave out recordings that are assessed with this script already (default)")
    .option("--no-skip-existing", "the same as --force")
    .option("--force", "assess again what is assessed already")
    .option("--fail-fast", "stop at the first recording that fails; the rest is kept")
    .option("--fail-on-nothing", "exit with 6 when there is no recording at all")
    .option("--report <file>", "what became of each input, as JSON");
  patienceFlags(described)
    .option("--option <name=value>", "passed on to the provider; repeatable, JSON where it parses", collect)
    .option("--pass-url", "have the provider fetch addresses itself")
    .option("--allow-private-hosts", "also fetch from this machine and its network")
    .action(run);
}
