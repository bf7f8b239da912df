/** Parts of a whole, for people. */

/** `93.4 %`; never 100 for less than all of it, and never 0 for some of it. Empty where there is no whole. */
export function percent(share: number | null): string {
  if (share === null) return "";
  if (share === 0 || share === 1) return `${share * 100} %`;
  const tenths = Math.min(999, Math.max(1, Math.round(share * 1_000)));
  return `${(tenths / 10).toFixed(1)} %`;
}

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"] as const;

/** A bar of `share` of so many columns, drawn to an eighth of one; what is not nothing is never invisible. */
export function bar(share: number, columns: number): string {
  const eighths = share === 0 ? 0 : Math.max(1, Math.round(share * columns * 8));
  return "█".repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? "");
}
