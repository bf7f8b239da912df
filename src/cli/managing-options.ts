import type { Command } from "commander";
import type { CancelFlags } from "./cancel.ts";
import type { ConfigFlags } from "./config.ts";
import type { DeleteFlags } from "./delete.ts";
import type { DoctorFlags } from "./doctor.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { JobsFlags } from "./jobs.ts";
import type { PruneFlags } from "./prune.ts";
import type { RetryFlags } from "./retry.ts";
import type { Surroundings } from "./surroundings.ts";
import type { WatchFlags } from "./watch.ts";

/** What the subcommands are given by the command line they stand on. */
export interface Line {
  readonly here: () => Surroundings;
  readonly ended: (code: ExitCode) => void;
}

/** Puts the commands that look after jobs among the others. Each loads its own file when it runs, and nothing before. */
export function addManagingCommands(program: Command, { here, ended }: Line): void {
  storeFlags(program.command("jobs"), "one JSON object a line")
    .description("the jobs of a store, newest first")
    .option("--status <status>", "open, held, done, failed, canceled; several with commas or repeated", collect)
    .option("--run <run>", "of one run of the command")
    .option("--provider <name>", "at one provider")
    .option("--tag <name=value>", "with this tag; repeatable, all of them count", collect)
    .option("--name <text>", "with this in the recording's name")
    .option("--fault <code>", "failed or held by this fault, such as http/503")
    .option("--limit <count>", "at most so many (default: 50, with --json all)")
    .action(async (flags: JobsFlags) => {
      const { jobs } = await import("./jobs.ts");
      ended(await jobs(flags, here()));
    });

  storeFlags(workingFlags(program.command("retry")), "events as JSON, one a line, on standard output")
    .description("have failed, canceled or held jobs go on, with all their attempts before them again")
    .argument("[jobs...]", "their ids, the beginnings of them, or the recordings' names")
    .option("--run <run>", "all such jobs of one run")
    .option("--failed", "all failed jobs of the store")
    .action(async (names: string[], flags: RetryFlags) => {
      const { retry } = await import("./retry.ts");
      ended(await retry(names, flags, here()));
    });

  storeFlags(program.command("cancel"), "one JSON object a line")
    .description("end jobs that are not over; what is at the provider already goes on there")
    .argument("[jobs...]", "their ids, the beginnings of them, or the recordings' names")
    .option("--run <run>", "all unfinished jobs of one run")
    .action(async (names: string[], flags: CancelFlags) => {
      const { cancel } = await import("./cancel.ts");
      ended(await cancel(names, flags, here()));
    });

  storeFlags(workingFlags(program.command("delete")), "one JSON object a line")
    .description("forget jobs with their transcripts and held recordings; output files stay")
    .argument("<jobs...>", "their ids, the beginnings of them, or the recordings' names")
    .option("--remote", "delete them at the provider as well")
    .action(async (names: string[], flags: DeleteFlags) => {
      const { deleteJobs } = await import("./delete.ts");
      ended(await deleteJobs(names, flags, here()));
    });

  storeFlags(program.command("prune"), "one JSON object a line")
    .description("forget jobs that have been over for long; output files stay")
    .option("--older-than <age>", "over for longer than this, such as 12h (default: 30d)")
    .option("--keep-failed", "leave failed jobs, which can be tried again")
    .option("--dry-run", "only tell what would go")
    .action(async (flags: PruneFlags) => {
      const { prune } = await import("./prune.ts");
      ended(await prune(flags, here()));
    });

  storeFlags(workingFlags(program.command("doctor")), "one JSON object a line")
    .description("what Tenuto needs, whether it is there, and what to do where it is not")
    .action(async (flags: DoctorFlags) => {
      const { doctor } = await import("./doctor.ts");
      ended(await doctor(flags, here()));
    });

  storeFlags(workingFlags(program.command("watch")), "events as JSON, one a line, on standard output")
    .description("transcribe what appears in a folder, until Ctrl-C")
    .argument("<folder>", "where recordings arrive; its folders too")
    .requiredOption("-o, --output-dir <folder>", "where transcripts go")
    .option("-f, --format <formats>", "txt, srt, vtt, json, tsv or all; several with commas or repeated", collect)
    .option("--force", "transcribe again what is transcribed already")
    .option("--tag <name=value>", "kept with each job; repeatable", collect)
    .option("--preset <name>", "patience: default, cookbook, upload-guide, article, realtime, batch")
    .option("--poll-floor <duration>", "shortest time between two polls, such as 500ms")
    .option("--max-attempts <count>", "tries at each stage, and runs at the provider")
    .option("--deadline <duration>", "give up a recording after this, such as 2h (default: 24h)")
    .option("-l, --language <tag>", "language spoken, such as en or de")
    .option("--speakers <count>", "how many speakers to tell apart")
    .option("--channels <count>", "how many channels to transcribe apart")
    .option("--option <name=value>", "passed on to the provider; repeatable, JSON where it parses", collect)
    .option("--log <file>", "append a line of JSON for each event")
    .action(async (folder: string, flags: WatchFlags) => {
      const { watch } = await import("./watch.ts");
      ended(await watch(folder, flags, here()));
    });

  program
    .command("completion")
    .description("a script that has a shell complete the command's words")
    .argument("<shell>", "bash, zsh or fish")
    .action(async (shell: string) => {
      const { completion } = await import("./completion.ts");
      ended(completion(shell, program, here().terminal.out));
    });

  const config = program
    .command("config")
    .description("the settings, from flags, variables and files")
    .helpCommand(false);
  storeFlags(workingFlags(config.command("show")), "one JSON object a line")
    .description("every setting as it counts in this folder; keys are told only to be set")
    .option("--origin", "with the flag, variable or place in a file that it comes from")
    .action(async (flags: ConfigFlags) => {
      const { configShow } = await import("./config.ts");
      ended(configShow(flags, here()));
    });
}

/** What reaches the provider: the flags that say how. */
function workingFlags(command: Command): Command {
  return command
    .option("-j, --concurrency <count>", "jobs under way at once (default: 16)")
    .option("--provider <name>", "assemblyai or local (default: assemblyai)")
    .option("--region <name>", "us or eu (default: us)")
    .option("--base-url <address>", "in place of the provider's own, such as a twin's");
}

function storeFlags(command: Command, json: string): Command {
  return command.option("--store <file>", "where the jobs are kept").option("--json", json);
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
