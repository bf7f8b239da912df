import type { Command } from "commander";
import type { AccountsFlags, HoldFlags } from "./accounts.ts";
import type { CancelFlags } from "./cancel.ts";
import type { ConfigFlags } from "./config.ts";
import type { DeleteFlags } from "./delete.ts";
import type { DoctorFlags } from "./doctor.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { JobsFlags } from "./jobs.ts";
import type { PruneFlags } from "./prune.ts";
import type { RetryFlags } from "./retry.ts";
import { collect, EVENTS, OBJECTS, providerFlags, requestFlags, storeFlags, workFlags } from "./shared-flags.ts";
import type { Surroundings } from "./surroundings.ts";
import type { TranscriptFlags } from "./transcript.ts";
import type { WatchFlags } from "./watch.ts";

/** What the subcommands are given by the command line they stand on. */
export interface Line {
  readonly here: () => Surroundings;
  readonly ended: (code: ExitCode) => void;
}

/** Puts the commands that look after jobs among the others. Each loads its own file when it runs, and nothing before. */
export function addManagingCommands(program: Command, { here, ended }: Line): void {
  storeFlags(program.command("jobs"), OBJECTS)
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

  storeFlags(program.command("transcript"), OBJECTS)
    .description("print transcripts that are here, once more")
    .argument("<jobs...>", "their ids, the beginnings of them, or the recordings' names")
    .option("-f, --format <format>", "txt, srt, vtt, json or tsv (default: txt)", collect)
    .action(async (names: string[], flags: TranscriptFlags) => {
      const { transcript } = await import("./transcript.ts");
      ended(await transcript(names, flags, here()));
    });

  storeFlags(providerFlags(program.command("retry")), EVENTS)
    .description("have failed, canceled or held jobs go on, with all their attempts before them again")
    .argument("[jobs...]", "their ids, the beginnings of them, or the recordings' names")
    .option("--run <run>", "all such jobs of one run")
    .option("--failed", "all failed jobs of the store")
    .action(async (names: string[], flags: RetryFlags) => {
      const { retry } = await import("./retry.ts");
      ended(await retry(names, flags, here()));
    });

  storeFlags(program.command("cancel"), OBJECTS)
    .description("end jobs that are not over; what is at the provider already goes on there")
    .argument("[jobs...]", "their ids, the beginnings of them, or the recordings' names")
    .option("--run <run>", "all unfinished jobs of one run")
    .action(async (names: string[], flags: CancelFlags) => {
      const { cancel } = await import("./cancel.ts");
      ended(await cancel(names, flags, here()));
    });

  storeFlags(providerFlags(program.command("delete")), OBJECTS)
    .description("forget jobs with their transcripts and held recordings; output files stay")
    .argument("<jobs...>", "their ids, the beginnings of them, or the recordings' names")
    .option("--remote", "delete them at the provider as well")
    .action(async (names: string[], flags: DeleteFlags) => {
      const { deleteJobs } = await import("./delete.ts");
      ended(await deleteJobs(names, flags, here()));
    });

  const accounts = storeFlags(program.command("accounts").helpCommand(false), OBJECTS)
    .description("the accounts of a store: slots, rate, breakers, holds, and why")
    .action(async (flags: AccountsFlags) => {
      const { accounts } = await import("./accounts.ts");
      ended(await accounts(flags, here()));
    });
  storeFlags(accounts.command("hold"), OBJECTS)
    .description("send nothing of an account; the provider goes on with what it has")
    .argument("<name>", "the account, or the beginning of its name")
    .option("--for <duration>", "how long, such as 2h (default: until somebody lets it go on)")
    .option("--reason <text>", "told to whoever asks why")
    .action(async (name: string, _: HoldFlags, command: Command) => {
      const { holdAccount } = await import("./accounts.ts");
      // The command above takes --store and --json wherever they stand.
      ended(await holdAccount(name, command.optsWithGlobals<HoldFlags>(), here()));
    });
  storeFlags(accounts.command("resume"), OBJECTS)
    .description("end the hold of an account: its jobs go on")
    .argument("<name>", "the account, or the beginning of its name")
    .action(async (name: string, _: AccountsFlags, command: Command) => {
      const { resumeAccount } = await import("./accounts.ts");
      ended(await resumeAccount(name, command.optsWithGlobals<AccountsFlags>(), here()));
    });

  storeFlags(program.command("prune"), OBJECTS)
    .description("forget jobs that have been over for long; output files stay")
    .option("--older-than <age>", "over for longer than this, such as 12h (default: 30d)")
    .option("--keep-failed", "leave failed jobs, which can be tried again")
    .option("--dry-run", "only tell what would go")
    .action(async (flags: PruneFlags) => {
      const { prune } = await import("./prune.ts");
      ended(await prune(flags, here()));
    });

  storeFlags(providerFlags(program.command("doctor")), OBJECTS)
    .description("what Tenuto needs, whether it is there, and what to do where it is not")
    .action(async (flags: DoctorFlags) => {
      const { doctor } = await import("./doctor.ts");
      ended(await doctor(flags, here()));
    });

  const watch = workFlags(program.command("watch"))
    .description("transcribe what appears in a folder, until Ctrl-C")
    .argument("<folder>", "where recordings arrive; its folders too")
    .requiredOption("-o, --output-dir <folder>", "where transcripts go")
    .option("-f, --format <formats>", "txt, srt, vtt, json, tsv or all; several with commas or repeated", collect)
    .option("--force", "transcribe again what is transcribed already");
  requestFlags(watch).action(async (folder: string, flags: WatchFlags) => {
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
  storeFlags(providerFlags(config.command("show")), OBJECTS)
    .description("every setting as it counts in this folder; keys are told only to be set")
    .option("--origin", "with the flag, variable or place in a file that it comes from")
    .action(async (flags: ConfigFlags) => {
      const { configShow } = await import("./config.ts");
      ended(configShow(flags, here()));
    });
}
