import type { Command } from "commander";
import type { Line } from "./managing-options.ts";
import { storeFlags } from "./shared-flags.ts";
import type { SupportFlags } from "./support.ts";

/** Puts `tenuto support` among the commands. It sends nothing, needs no key and loads no provider. */
export function addSupportCommand(program: Command, { here, ended }: Line): void {
  storeFlags(program.command("support"), "the bundle as JSON on standard output")
    .description("all that a provider's support asks for about a job, secrets removed, as Markdown or JSON")
    .argument("<job>", "its id, the beginning of one, or the recording's name")
    .option("-o, --output <place>", "a folder for all of it, or one file that ends in .md or .json (default: printed)")
    .option("--with-audio [duration]", "also a sample of the held recording, 1s to 1m (default: 10s); needs a folder")
    .action(async (job: string, flags: SupportFlags) => {
      const [{ support }, { supportDesk, excerpter }, { inspector }] = await Promise.all([
        import("./support.ts"),
        import("../compose-support.ts"),
        import("../compose-audio.ts"),
      ]);
      ended(await support(job, flags, here(), { desk: (settings) => supportDesk(settings), excerpter, inspector }));
    });
}
