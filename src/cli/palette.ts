import picocolors from "picocolors";

type Paint = (text: string) => string;

/** What colour means in the command. Meaning never hangs on colour alone. */
export interface Palette {
  readonly good: Paint;
  readonly bad: Paint;
  readonly warn: Paint;
  readonly calm: Paint;
  readonly strong: Paint;
  readonly work: Paint;
}

/** @param color false paints nothing */
export function paletteFor(color: boolean): Palette {
  const colors = picocolors.createColors(color);
  return {
    good: colors.green,
    bad: colors.red,
    warn: colors.yellow,
    calm: colors.dim,
    strong: colors.bold,
    work: colors.cyan,
  };
}
