import type { Command } from "commander";
import { collect, requestFlags } from "./shared-flags.ts";
import type { TranscribeFlags } from "./transcribe.ts";

/** Gives `tenuto transcribe` its arguments and flags. It loads nothing of the command: `run` does, when it is called. */
export function transcribeFlags(
  command: Command,
  run: (names: readonly string[], flags: TranscribeFlags) => Promise<void>,
): void {
  const described = command
    .description("transcribe recordings; the same command again goes on where it stopped")
    .argument("[inputs...]", "files, folders, quoted patterns, addresses, or - for standard input")
    .option("--from-file <list>", "also what this file names, one a line; - for standard input")
    .option("-o, --output-dir <folder>", "where transcripts go; without it they are printed")
    .option(
      "-f, --format <formats>",
      "txt, srt, vtt, json, tsv or all; several with commas or repeated (default: txt)",
      collect,
      [],
    )
    .option("--skip-existing", "leave out recordings whose transcripts are there and newer (default)")
    .option("--no-skip-existing", "the same as --force")
    .option("--force", "transcribe again what is transcribed already")
    .option("--dry-run", "say what would be sent and skipped, and send nothing")
    .option("--price <amount/unit>", "with --dry-run: what audio costs, such as 0.27/h")
    .option("--fail-fast", "stop at the first recording that fails; the rest is kept")
    .option("--fail-on-nothing", "exit with 6 when there is no recording at all")
    .option("--report <file>", "what became of each input, as JSON");
  requestFlags(described)
    .option("--pass-url", "have the provider fetch addresses itself")
    .option("--allow-private-hosts", "also fetch from this machine and its network")
    .option("--webhook-url <address>", "let the provider tell here when it is done, besides being asked")
    .option("--webhook-port <number>", "where these calls arrive on this machine")
    .action(run);
}
