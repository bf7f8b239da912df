import { readFileSync } from "node:fs";
import { Command, Option } from "commander";
import { readPath } from "../settings.ts";
import { ASSESSORS, assessFlags } from "./assess-options.ts";
import { addAudioCommands } from "./audio-options.ts";
import type { DemoFlags } from "./demo.ts";
import type { ExitCode } from "./exit-codes.ts";
import { addKnowingCommands } from "./knowing-options.ts";
import { addManagingCommands } from "./managing-options.ts";
import { addPolicyCommands } from "./policy-options.ts";
import type { ResumeFlags } from "./resume.ts";
import { workFlags } from "./shared-flags.ts";
import type { ShowFlags } from "./show.ts";
import { addStatsCommand } from "./stats-options.ts";
import { addSupportCommand } from "./support-options.ts";
import type { Surroundings } from "./surroundings.ts";
import { transcribeFlags } from "./transcribe-options.ts";
import { addTwinCommand } from "./twin-options.ts";

/** Flags that every subcommand takes. */
export interface CommonOptions {
  readonly verbose?: boolean;
  readonly quiet?: boolean;
  readonly color?: "auto" | "always" | "never";
  /** False with `--no-progress`. */
  readonly progress?: boolean;
}

/**
 * The command line as commander knows it. Nothing of a subcommand is loaded before it runs, so that `--help` is there
 * at once.
 */
export function buildProgram(
  surroundings: (options: CommonOptions) => Surroundings,
  ended: (code: ExitCode) => void,
): Command {
  const program = new Command("tenuto")
    .description("Holds every recording until there is a transcript, or a clear reason why there cannot be one.")
    .version(version(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .option("-v, --verbose", "tell the routine as well, and the stack of a mistake in tenuto")
    .option("-q, --quiet", "tell of nothing but trouble")
    .addOption(
      new Option("--color <when>", "colour, whatever the environment says").choices(["auto", "always", "never"]),
    )
    .option("--no-progress", "no display that is redrawn in place")
    .showHelpAfterError("Run tenuto --help to see what there is.")
    .exitOverride();
  const here = (): Surroundings => surroundings(program.opts<CommonOptions>());

  transcribeFlags(workFlags(program.command("transcribe")), async (names, flags) => {
    const { transcribe } = await import("./transcribe.ts");
    ended(await transcribe(names, flags, here()));
  });

  assessFlags(workFlags(program.command("assess"), ASSESSORS), async (names, flags) => {
    const [{ assess }, known] = await Promise.all([import("./assess.ts"), import("../compose-catalogue.ts")]);
    ended(await assess(names, flags, here(), known.KNOWN_PROVIDERS));
  });

  workFlags(program.command("resume"))
    .description("go on with unfinished jobs, held ones included")
    .argument("[run]", "which run; the newest unfinished one when absent")
    .action(async (run: string | undefined, flags: ResumeFlags) => {
      const { resume } = await import("./resume.ts");
      ended(await resume(run, flags, here()));
    });

  program
    .command("show")
    .description("the life of a job, drawn to scale, and why each thing was decided")
    .argument("<job>", "its id, the beginning of it, or the recording's name")
    .option("--store <file>", "where the jobs are kept")
    .option("--json", "everything as JSON")
    .action(async (job: string, flags: ShowFlags) => {
      const { show } = await import("./show.ts");
      ended(await show(job, flags, here()));
    });

  addSupportCommand(program, { here, ended });
  addAudioCommands(program, { here, ended });
  addManagingCommands(program, { here, ended });
  addStatsCommand(program, { here, ended });
  addKnowingCommands(program, { here, ended });
  addPolicyCommands(program, { here, ended });

  program
    .command("demo")
    .description("two real recordings through a provider that has a bad day; needs no account")
    .option("--install", "get the recogniser first (Debian, as root)")
    .action(async (flags: DemoFlags) => {
      const { demo } = await import("./demo.ts");
      ended(await demo(flags, here()));
    });

  addTwinCommand(program, async (flags) => {
    const [{ twinCommand }, { twinParts }] = await Promise.all([import("./twin.ts"), import("../compose.ts")]);
    ended(await twinCommand(flags, twinParts(readPath(), flags.provider), here()));
  });

  return program;
}

/** From the package itself, which lies two folders up from here both in the source and in what is built from it. */
function version(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  const { version } = JSON.parse(text) as { readonly version: string };
  return version;
}
