import { SettingsError } from "../domain/errors.ts";
import { printable } from "./printable.ts";

/** Times as people type and read them, by the clock and calendar of this machine. */

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const AGO = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;
/** A hundred years: whoever asks for more has mistyped. */
const LONGEST_AGO_MS = 100 * 365 * 86_400_000;
const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?(Z|[+-]\d{2}:\d{2})?$/;

/** A time that is known once it is known what time it is now: wall time, ms. */
export type Moment = (now: number) => number;

/**
 * `2d` (so long ago), `today` and `yesterday` (their beginning), `2026-11-20`, `2026-11-20T14:30`, which are this
 * machine's where they name no zone. Throws `SettingsError` `settings/time` that names the flag.
 */
export function readMoment(flag: string, text: string): Moment {
  const word = text.trim();
  const found = agoOf(word) ?? dayOf(word) ?? dateOf(word);
  if (found !== null) return found;
  throw new SettingsError(
    "settings/time",
    `${flag} is ${JSON.stringify(printable(text))}.`,
    "Give a time ago such as 2d or 1h30m, today, yesterday, or a date such as 2026-11-20 or 2026-11-20T14:30.",
  );
}

/** `2026-11-20 14:30`. */
export function momentWords(at: number): string {
  const date = new Date(at);
  return `${dateWords(at)} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** `2026-11-20`. */
export function dateWords(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function agoOf(word: string): Moment | null {
  if (!AGO.test(word)) return null;
  const parts = [...word.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)];
  const ago = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ""] ?? 0), 0);
  return ago > LONGEST_AGO_MS ? null : (now) => Math.round(now - ago);
}

function dayOf(word: string): Moment | null {
  // Counted in days of the calendar: not all of them have 24 hours.
  const midnight = (daysAgo: number) => (now: number) => {
    const date = new Date(now);
    return new Date(date.getFullYear(), date.getMonth(), date.getDate() - daysAgo).getTime();
  };
  if (word === "today") return midnight(0);
  return word === "yesterday" ? midnight(1) : null;
}

function dateOf(word: string): Moment | null {
  const [, year, month, day, hour = "00", minute = "00", second = "00", zone] = DATE.exec(word) ?? [];
  if (year === undefined || month === undefined || day === undefined) return null;
  const [y, mo, d] = [Number(year), Number(month), Number(day)];
  const [h, mi, s] = [Number(hour), Number(minute), Number(second)];
  // A day that its month does not have would be taken for one of the next.
  const inCalendar = new Date(Date.UTC(y, mo - 1, d));
  if (y < 1970 || inCalendar.getUTCMonth() !== mo - 1 || inCalendar.getUTCDate() !== d) return null;
  if (h > 23 || mi > 59 || s > 59) return null;
  const at =
    zone === undefined
      ? new Date(y, mo - 1, d, h, mi, s).getTime()
      : Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`);
  return Number.isNaN(at) ? null : () => at;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
