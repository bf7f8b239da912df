import type { Command } from "commander";
import type { Line } from "./managing-options.ts";
import { storeFlags } from "./shared-flags.ts";
import type { StatsFlags } from "./stats-asked.ts";

/** Puts the command that tells how much patience was needed among the others. */
export function addStatsCommand(program: Command, { here, ended }: Line): void {
  storeFlags(program.command("stats"), "all figures as one JSON object")
    .description("how often jobs were done at the first attempt, at which attempt else, and what faults cost")
    .option("--since <time>", "what happened from then on: 2d ago, today, yesterday, or a date such as 2026-11-20")
    .option("--until <time>", "what happened before then; the same forms")
    .option("--by <what>", "figures for each provider, account, stage, fault, policy, hour, or tag:<name>")
    .option("--run <run>", "of one run of the command")
    .option("--price <amount>", "what audio costs, with its currency, such as 0.27USD/h")
    .action(async (flags: StatsFlags) => {
      const { stats } = await import("./stats.ts");
      ended(await stats(flags, here()));
    });
}
