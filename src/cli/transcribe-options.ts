import type { Command } from "commander";
import type { TranscribeFlags } from "./transcribe.ts";

/** Gives `tenuto transcribe` its arguments and flags. It loads nothing of the command: `run` does, when it is called. */
export function transcribeFlags(
  command: Command,
  run: (names: readonly string[], flags: TranscribeFlags) => Promise<void>,
): void {
  command
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
    .option("--report <file>", "what became of each input, as JSON")
    .option("--tag <name=value>", "kept with each job; repeatable", collect)
    .option("--preset <name>", "patience: default, cookbook, upload-guide, article, realtime, batch")
    .option("--poll-floor <duration>", "shortest time between two polls, such as 500ms")
    .option("--max-attempts <count>", "tries at each stage, and runs at the provider")
    .option("--deadline <duration>", "give up a recording after this, such as 2h (default: 24h)")
    .option("-l, --language <tag>", "language spoken, such as en or de")
    .option("--speakers <count>", "how many speakers to tell apart")
    .option("--channels <count>", "how many channels to transcribe apart")
    .option("--option <name=value>", "passed on to the provider; repeatable, JSON where it parses", collect)
    .option("--pass-url", "have the provider fetch addresses itself")
    .option("--allow-private-hosts", "also fetch from this machine and its network")
    .option("--webhook-url <address>", "let the provider tell here when it is done, besides being asked")
    .option("--webhook-port <number>", "where these calls arrive on this machine")
    .action(run);
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
