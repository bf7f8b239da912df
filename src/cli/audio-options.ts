import type { Command } from "commander";
import { Option } from "commander";
import type { ConvertFlags } from "./convert.ts";
import type { InspectFlags } from "./inspect.ts";
import type { Line } from "./managing-options.ts";
import { OBJECTS } from "./shared-flags.ts";

const FROM_FILE = ["--from-file <list>", "also what this file names, one a line; - for standard input"] as const;
const INPUTS = ["[inputs...]", "files, folders, quoted patterns, or - for standard input"] as const;

/** Puts the commands about recordings among the others. They send nothing, need no key and open no store. */
export function addAudioCommands(program: Command, { here, ended }: Line): void {
  program
    .command("inspect")
    .description("what recordings hold, what is wrong with them and why it matters, before anything is paid for")
    .argument(...INPUTS)
    .option(...FROM_FILE)
    .option("--provider <name>", "also whether this one takes them, and as what (default: only told on the page)")
    .option("--quick", "only what the files say of themselves: nothing is decoded, so no levels and no channels")
    .option(
      "--tolerance <duration>",
      "by how much opinions on the length may differ, such as 10ms (default: 350ms or 2 %)",
    )
    .option("--catalogue <file>", "entries of your own for the catalogue of errors")
    .option("--json", OBJECTS)
    .action(async (names: string[], flags: InspectFlags) => {
      const [{ inspect }, { knowledge }, { inspector }] = await Promise.all([
        import("./inspect.ts"),
        import("../compose-catalogue.ts"),
        import("../compose-audio.ts"),
      ]);
      const parts = { learn: knowledge, inspector };
      ended(await inspect(names, flags, here(), parts));
    });

  program
    .command("convert")
    .description("write recordings as a provider takes them, or in a format; the originals stay as they are")
    .argument(...INPUTS)
    .requiredOption("-o, --output-dir <folder>", "where they are written")
    .option(...FROM_FILE)
    .option("--for <provider>", "what this one needs, and no more")
    .addOption(new Option("--to <format>", "all of them, 16 kHz").choices(["flac", "wav", "opus"]))
    .option("--lossy", "let something be lost where that is smaller")
    .option("--dry-run", "say what would be done and why, and write nothing")
    .option("--force", "replace files that are there; never one of the recordings")
    .option("--catalogue <file>", "entries of your own for the catalogue of errors")
    .option("--json", OBJECTS)
    .action(async (names: string[], flags: ConvertFlags) => {
      const [{ convert }, { knowledge }, { inspector, mender }] = await Promise.all([
        import("./convert.ts"),
        import("../compose-catalogue.ts"),
        import("../compose-audio.ts"),
      ]);
      const parts = { learn: knowledge, inspector, mender };
      ended(await convert(names, flags, here(), parts));
    });
}
