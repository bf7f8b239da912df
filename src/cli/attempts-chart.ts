import type { Attempts } from "../engine/figures.ts";
import type { Palette } from "./palette.ts";
import { bar, percent } from "./shares.ts";

/** Later ones share a bar. */
const APART = 6;

/** At which attempt so many were done, as a bar for each; nothing for none. */
export function attemptsChart(attempts: readonly Attempts[], columns: number, palette: Palette): string[] {
  const all = attempts.reduce((sum, { count }) => sum + count, 0);
  if (all === 0) return [];
  const last = Math.min(APART, Math.max(...attempts.map(({ attempt }) => attempt)));
  const hasMore = attempts.some(({ attempt }) => attempt > APART);
  const rows = Array.from({ length: last }, (_, index) => index + 1).map((attempt) => ({
    label: attempt === APART && hasMore ? `${attempt} or later` : String(attempt),
    count: total(attempts, (at) => at === attempt || (attempt === APART && at > APART)),
  }));
  const labels = Math.max(...rows.map(({ label }) => label.length));
  const counts = Math.max(...rows.map(({ count }) => String(count).length));
  const shares = Math.max(...rows.map(({ count }) => percent(count / all).length));
  const most = Math.max(...rows.map(({ count }) => count));
  const room = Math.max(4, columns - 2 - labels - 2 - counts - 2 - shares - 2);
  return rows.map(({ label, count }, index) => {
    const paint = index === 0 ? palette.good : palette.warn;
    const figures = `${String(count).padStart(counts)}  ${percent(count / all).padStart(shares)}`;
    return `  ${label.padEnd(labels)}  ${figures}  ${paint(bar(count / most, room))}`.trimEnd();
  });
}

function total(attempts: readonly Attempts[], which: (attempt: number) => boolean): number {
  return attempts.reduce((sum, { attempt, count }) => sum + (which(attempt) ? count : 0), 0);
}
