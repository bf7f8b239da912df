import { cut, fitted, widthOf } from "./printable.ts";
import { duration } from "./quantities.ts";

/** What stands around a drawing to scale of time. */

/** `0`, the middle where there is room, and the whole length, over the cells they stand for. */
export function axis(span: number, cells: number): string {
  const end = duration(span);
  const middle = duration(span / 2);
  if (cells < 2 + widthOf(end)) return fitted(end, cells);
  const half = Math.floor(cells / 2);
  const withMiddle = half + middle.length + 2 + end.length <= cells && half > 3;
  const left = withMiddle ? `0${" ".repeat(half - 1)}${middle}` : "0";
  return left + " ".repeat(cells - left.length - end.length) + end;
}

/** What the signs of a drawing mean, side by side, over as many lines as it takes. */
export function legend(pieces: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  for (const piece of pieces) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 2 + widthOf(piece) <= columns)
      lines[lines.length - 1] = `${last}  ${piece}`;
    else lines.push(cut(piece, columns));
  }
  return lines;
}
