import type { Flags, Origin } from "../settings.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { paletteFor } from "./palette.ts";
import { fitted, jsonLine, printable, widthOf } from "./printable.ts";
import type { Surroundings } from "./surroundings.ts";

export interface ConfigFlags extends Omit<Flags, "store"> {
  readonly store?: string | undefined;
  readonly origin?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** `tenuto config show`: every setting as it counts here, and with `--origin` where it comes from. No key is shown. */
export function configShow(flags: ConfigFlags, { terminal, originsFor }: Surroundings): ExitCode {
  const origins = originsFor(flags);
  const { out, outColor } = terminal;
  if (flags.json === true) {
    const told = (one: Origin) => (flags.origin === true ? one : { name: one.name, value: one.value });
    for (const one of origins) out.write(jsonLine(told(one)));
    return EXIT.done;
  }
  const { calm } = paletteFor(outColor);
  const names = Math.max(...origins.map(({ name }) => name.length));
  const values = Math.max(...origins.map((one) => widthOf(shown(one))));
  for (const one of origins) {
    const value = flags.origin === true ? `${fitted(shown(one), values)}  ${calm(printable(one.from))}` : shown(one);
    out.write(`${fitted(one.name, names)}  ${value}\n`);
  }
  return EXIT.done;
}

function shown({ value }: Origin): string {
  return value === null ? "-" : printable(value);
}
