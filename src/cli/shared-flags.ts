import type { Command } from "commander";

/** What `--json` writes where a command works on jobs. */
export const EVENTS = "events as JSON, one a line, on standard output";

/** What `--json` writes where a command only tells something. */
export const OBJECTS = "one JSON object a line";

/** What `--provider` takes where something is transcribed. */
const TRANSCRIBERS = "assemblyai, openai, deepgram, elsa or local (default: assemblyai)";

/** Flags that say how a provider is reached. */
export function providerFlags(command: Command, providers = TRANSCRIBERS): Command {
  return command
    .option("-j, --concurrency <count>", "jobs under way at once (default: 16)")
    .option("--account <name>", "one of the accounts that your settings file describes")
    .option("--provider <name>", providers)
    .option("--chain <names>", "providers or accounts in order, such as assemblyai,openai,local")
    .option("--may-lose <options>", "what later links may lack: speakers, channels, provider-options, or all")
    .option("--fence <region>", "refuse links that do not stay in this region")
    .option("--region <name>", "us or eu (default: us)")
    .option("--base-url <address>", "in place of the provider's own, such as a twin's")
    .option("--policy <file>", "patience of your own: preset, policy, account-preset, account")
    .option("--catalogue <file>", "entries of your own for the catalogue of errors");
}

/** @param json what `--json` writes */
export function storeFlags(command: Command, json: string): Command {
  return command.option("--store <file>", "where the jobs are kept").option("--json", json);
}

/** Flags of a command that works on jobs and can keep a log of it. */
export function workFlags(command: Command, providers?: string): Command {
  return storeFlags(providerFlags(command, providers), EVENTS).option(
    "--log <file>",
    "append a line of JSON for each event",
  );
}

/** Flags that say what is kept with each recording, and with how much patience it is asked for. */
export function patienceFlags(command: Command): Command {
  return command
    .option("--tag <name=value>", "kept with each job; repeatable", collect)
    .option("--preset <name>", "patience: default, cookbook, upload-guide, article, realtime, batch")
    .option("--poll-floor <duration>", "shortest time between two polls, such as 500ms")
    .option("--prepare <mode>", "look into recordings before they are sent: mend, check, or off")
    .option("--max-attempts <count>", "tries at each stage, and runs at the provider")
    .option("--deadline <duration>", "give up a recording after this, such as 2h (default: 24h)");
}

/** Flags that say what every recording is to be transcribed with, and with how much patience. */
export function requestFlags(command: Command): Command {
  return patienceFlags(command)
    .option("-l, --language <tag>", "language spoken, such as en or de")
    .option("--speakers <count>", "how many speakers to tell apart")
    .option("--channels <count>", "how many channels to transcribe apart")
    .option("--option <name=value>", "passed on to the provider; repeatable, JSON where it parses", collect);
}

/** Has commander keep every value of a flag that may be repeated. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
