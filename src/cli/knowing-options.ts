import type { Command } from "commander";
import type { ErrorsFlags } from "./errors.ts";
import type { ExplainFlags } from "./explain.ts";
import type { Line } from "./managing-options.ts";

/** Puts the commands that tell what failures mean among the others. They load no store unless a job is asked about. */
export function addKnowingCommands(program: Command, { here, ended }: Line): void {
  program
    .command("explain")
    .description("what a failure means, why, and what is done about it")
    .argument("[what]", 'a message or body in quotes, a code, or a job; "-" reads standard input')
    .option("--provider <name>", "who said it; all are asked where it is left out")
    .option("--status <code>", "the HTTP status that it came with")
    .option("--endpoint <path>", "what was asked, such as /v2/upload")
    .option("--kind <kind>", "what was asked, in the catalogue's word, such as scripted")
    .option("--store <file>", "where the jobs are kept")
    .option("--catalogue <file>", "entries of your own")
    .option("--json", "one JSON object")
    .action(async (what: string | undefined, flags: ExplainFlags) => {
      const [{ explain }, { knowledge }] = await Promise.all([
        import("./explain.ts"),
        import("../compose-catalogue.ts"),
      ]);
      ended(await explain(what, flags, here(), knowledge));
    });

  program
    .command("errors")
    .description("the known failures as a listing")
    .option("--provider <name>", "of one provider, or of http, network, audio, tenuto")
    .option("--kind <kind>", "of one kind of request, such as unscripted or upload")
    .option("--class <class>", "of one class, such as quota")
    .option("--format <format>", "table, json or md (default: table)")
    .option("--unknown", "instead those that this store's jobs met and nobody knows, each as a draft of an entry")
    .option("--store <file>", "where the jobs are kept")
    .option("--catalogue <file>", "entries of your own")
    .action(async (flags: ErrorsFlags) => {
      const [{ errors }, { knowledge }] = await Promise.all([import("./errors.ts"), import("../compose-catalogue.ts")]);
      ended(await errors(flags, here(), knowledge));
    });
}
