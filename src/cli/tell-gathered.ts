import type { Refused } from "./inputs.ts";
import { paletteFor } from "./palette.ts";
import { counted } from "./quantities.ts";
import { refusedLines } from "./summary.ts";
import type { Surroundings } from "./surroundings.ts";

/** More names than these would hide the rest of what is told; the report and `--verbose` have them all. */
const MOST_NAMED = 3;

/** Tells on standard error what of the names is refused, and what was passed over in folders. */
export function tellGathered(
  passedOver: readonly string[],
  refused: readonly Refused[],
  { terminal, verbose, quiet }: Surroundings,
): void {
  const palette = paletteFor(terminal.errColor);
  for (const line of refusedLines(refused, palette)) terminal.err.write(`${line}\n`);
  if (passedOver.length === 0 || quiet === true) return;
  const shown = verbose ? passedOver : passedOver.slice(0, MOST_NAMED);
  const more = passedOver.length - shown.length;
  const rest = more > 0 ? ` and ${more} more` : "";
  const what = `Passed over ${counted(passedOver.length, "file")} that by name ${passedOver.length === 1 ? "is" : "are"} no recording`;
  terminal.err.write(`${palette.calm(`${what}: ${shown.join(", ")}${rest}`)}\n`);
}
