import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import type { Line } from "./managing-options.ts";
import type { PolicySimulateFlags } from "./policy-simulate.ts";
import { collect } from "./shared-flags.ts";

/** So many jobs are told apart by their ends within seconds. */
const JOBS = 200;

/** Puts the commands about patience among the others. */
export function addPolicyCommands(program: Command, { here, ended }: Line): void {
  const policy = program.command("policy").description("try out other patience than this one");
  policy
    .command("simulate")
    .description("what another policy would come to, beside the current one, in virtual time")
    .option("--policy <file>", "the policy (YAML): preset, policy, account-preset, account")
    .option("--preset <name>", "a published policy, such as article or batch")
    .option(
      "--scenario <name|file>",
      "what goes wrong: a name, or a scenario as tenuto twin takes it; repeatable",
      collect,
    )
    .option("--from-store", "what went wrong for the jobs of the store, at the same rates")
    .option("--store <file>", "where the jobs are kept")
    .option("--jobs <number>", "jobs in each run", atLeastOne, JOBS)
    .option("--seed <number>", "the same seed draws the same", atLeastOne, 1)
    .option("--json", "one JSON object for each run")
    .action(async (flags: PolicySimulateFlags) => {
      const [{ policySimulate }, { simulationParts }] = await Promise.all([
        import("./policy-simulate.ts"),
        import("../compose-simulation.ts"),
      ]);
      ended(await policySimulate(flags, here(), simulationParts()));
    });
}

function atLeastOne(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError("It takes a whole number from 1.");
  return value;
}
