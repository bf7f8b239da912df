import { type Command, InvalidArgumentError, Option } from "commander";
import { collect } from "./shared-flags.ts";

/** The providers that a twin can double. */
const TWIN_PROVIDERS = ["assemblyai", "deepgram", "elsa", "openai"] as const;

export interface TwinFlags {
  readonly provider: (typeof TWIN_PROVIDERS)[number];
  readonly port: number;
  readonly seed: number;
  /** Path of a YAML file. */
  readonly scenario?: string;
  /** These stand before the scenario's own. */
  readonly fault: readonly string[];
  /** ms. */
  readonly latency: number;
  readonly processing?: string;
  /** Path of a folder. */
  readonly texts?: string;
  readonly key?: string;
}

/** Puts `tenuto twin` among the commands. It loads nothing of the twin: `run` does, when it is called. */
export function addTwinCommand(program: Command, run: (flags: TwinFlags) => Promise<void>): void {
  program
    .command("twin")
    .description("serve a double of the provider that fails on purpose; its address is the first line printed")
    .addOption(
      new Option("--provider <name>", "the provider that it doubles").choices(TWIN_PROVIDERS).default("assemblyai"),
    )
    .option("--port <number>", "port on this machine; 0 takes any free one", whole, 0)
    .option("--scenario <file>", "what goes wrong, and when (YAML)")
    .addOption(
      new Option("--fault <spec>", "one fault, such as submit:20%:reset-after; repeatable")
        .argParser(collect)
        .default([], "none"),
    )
    .option("--seed <number>", "the same seed draws the same faults and ids", whole, 1)
    .option("--latency <ms>", "added to every reply", whole, 0)
    .option("--processing <time>", "how long a recording is worked on, such as 300ms or 1s-3s")
    .option("--texts <folder>", "texts to answer with: files <sha256>.txt, or an index.json")
    .option("--key <key>", "the one key that is let in (default: any)")
    .action(run);
}

function whole(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new InvalidArgumentError("It takes a whole number.");
  return value;
}
