import type { FileFormat } from "../domain/transcript.ts";
import { EventStream } from "./events.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { gather } from "./gather.ts";
import { inputNames } from "./input-names.ts";
import type { Refused } from "./inputs.ts";
import { type Planned, planOutputs } from "./outputs.ts";
import type { Surroundings } from "./surroundings.ts";
import { tellGathered } from "./tell-gathered.ts";

export interface InputFlags {
  readonly fromFile?: string | undefined;
  readonly outputDir?: string | undefined;
  readonly failFast?: boolean | undefined;
  readonly failOnNothing?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** The recordings of a command, and where each is to end. */
export interface InputPlan {
  readonly plan: readonly Planned[];
  /** How many recordings the names stand for, those included whose files would be another's. */
  readonly found: number;
  readonly refused: readonly Refused[];
  /** Files of folders that are no recordings by their names. */
  readonly passedOver: readonly string[];
}

/**
 * Finds the recordings and plans their files, and tells what of the names is refused: nothing is taken in yet. Throws
 * `SettingsError` where none is named.
 *
 * @param what the files are, for people
 */
export async function planInputs(
  names: readonly string[],
  flags: InputFlags,
  formats: readonly FileFormat[],
  surroundings: Surroundings,
  what = "transcript",
): Promise<InputPlan> {
  const gathered = await gather(await inputNames(names, flags.fromFile, surroundings.stdin));
  const { inputs, passedOver } = gathered;
  const plan: Planned[] = [];
  const refused = [...gathered.refused];
  if (flags.outputDir === undefined) plan.push(...inputs.map((input) => ({ input, deliveries: [] })));
  else {
    for (const one of planOutputs(inputs, flags.outputDir, formats, what)) {
      if ("deliveries" in one) plan.push(one);
      else refused.push({ name: one.input.name, error: one.clash });
    }
  }
  tellGathered(passedOver, refused, surroundings);
  return { plan, found: inputs.length, refused, passedOver };
}

/**
 * How a command ends that has nothing to work on; null where it has. A program that reads events finds them whole here
 * too.
 *
 * @param purpose what recordings would have been for
 */
export function endOfNothing(
  { plan, found, refused }: InputPlan,
  flags: InputFlags,
  { terminal }: Surroundings,
  purpose: string,
): ExitCode | null {
  const ended = (exitCode: ExitCode): ExitCode => {
    if (flags.json !== true) return exitCode;
    const events = new EventStream(terminal.out);
    for (const one of refused) events.refused(one);
    events.summary({ completed: 0, failed: 0, refused: refused.length, exitCode });
    return exitCode;
  };
  if (flags.failOnNothing === true && found === 0) return ended(EXIT.nothing);
  if (refused.length > 0 && (plan.length === 0 || flags.failFast === true)) return ended(EXIT.usage);
  if (plan.length > 0) return null;
  terminal.err.write(`There is no recording to ${purpose}.\n`);
  return ended(EXIT.done);
}
