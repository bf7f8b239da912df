import type { Command } from "commander";
import { SettingsError } from "../domain/errors.ts";
import { bash } from "./completion-bash.ts";
import { fish } from "./completion-fish.ts";
import { type Place, placesOf } from "./completion-places.ts";
import { zsh } from "./completion-zsh.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { printable } from "./printable.ts";
import type { Output } from "./terminal.ts";

/** A map and no object, which would have `constructor` and its like for shells as well. */
const SHELLS: ReadonlyMap<string, (places: readonly Place[]) => string> = new Map([
  ["bash", bash],
  ["zsh", zsh],
  ["fish", fish],
]);

/**
 * `tenuto completion <shell>`: a script for the shell, made from what the command line itself knows. Throws
 * `SettingsError` for a shell that there is none for.
 */
export function completion(shell: string, program: Command, out: Output): ExitCode {
  const script = SHELLS.get(shell);
  if (script === undefined) {
    throw new SettingsError(
      "settings/shell",
      `There is no completion for ${JSON.stringify(printable(shell))}.`,
      `Use ${[...SHELLS.keys()].join(", ")}.`,
    );
  }
  out.write(script(placesOf(program, [])));
  return EXIT.done;
}
