/** When the server asked us to come back. */
export interface Hint {
  /** Wall time, ms, later than the reply: never earlier than any reading of what was asked. */
  readonly notBefore: number;
  readonly form: "seconds" | "date" | "ms";
}

/**
 * Reads `retry-after` (RFC 9110: seconds or a date; fractions and repeated headers are understood too) and the
 * `retry-after-ms` that some vendors send. Where both are there the later counts.
 *
 * Null when there is no hint, when it makes no sense, or when it asks for no wait. An absurdly long one is kept: whether
 * a job can wait that long is for its deadline to say.
 *
 * @param headers lower-case names
 * @param receivedAt wall time at which the reply came, ms
 */
export function retryAfter(headers: Readonly<Record<string, string>>, receivedAt: number): Hint | null {
  const plain = headers["retry-after"]?.trim();
  const hints: (Hint | null)[] = [
    hint("ms", receivedAt, numberOf(headers["retry-after-ms"]?.trim())),
    hint("seconds", receivedAt, numberOf(plain), 1_000),
    dateHint(plain, headers.date?.trim(), receivedAt),
  ];
  return hints.reduce(
    (best, next) => (next !== null && (best === null || next.notBefore > best.notBefore) ? next : best),
    null,
  );
}

function hint(form: Hint["form"], receivedAt: number, amount: number | null, unitMs = 1): Hint | null {
  if (amount === null) return null;
  const notBefore = Math.min(Number.MAX_SAFE_INTEGER, Math.ceil(receivedAt + amount * unitMs));
  return notBefore > receivedAt ? { notBefore, form } : null;
}

/** A repeated header arrives as a list; the longest wait counts. */
function numberOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const parts = text.split(",").map((part) => part.trim());
  return parts.every((part) => /^\d+(\.\d+)?$/.test(part)) ? Math.max(...parts.map(Number)) : null;
}

/**
 * A date is on the server's clock. The reply's own `date` tells how far that clock is from ours; the date as it stands
 * is the other reading, and the later of the two is safe whichever clock is wrong.
 */
function dateHint(text: string | undefined, replied: string | undefined, receivedAt: number): Hint | null {
  const asked = dateOf(text, receivedAt);
  if (asked === null) return null;
  const serverNow = dateOf(replied, receivedAt) ?? receivedAt;
  return hint("date", receivedAt, Math.max(asked - serverNow, asked - receivedAt));
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const TIME = "(?<h>\\d\\d):(?<m>\\d\\d):(?<s>\\d\\d)";

/** The three forms of RFC 9110 §5.6.7: the one in use, RFC 850's with two digits of the year, and asctime's. */
const DATE_FORMS = [
  new RegExp(`^[a-z]{3}, (?<day>\\d\\d) (?<month>[a-z]{3}) (?<year>\\d{4}) ${TIME} (?:GMT|UTC)$`, "i"),
  new RegExp(`^[a-z]{6,9}, (?<day>\\d\\d)-(?<month>[a-z]{3})-(?<year>\\d\\d) ${TIME} (?:GMT|UTC)$`, "i"),
  new RegExp(`^[a-z]{3} (?<month>[a-z]{3}) (?<day>[ \\d]\\d) ${TIME} (?<year>\\d{4})$`, "i"),
];

/** Wall time in ms of an HTTP date; null for anything else, a thirtieth of February too. */
function dateOf(text: string | undefined, now: number): number | null {
  if (text === undefined) return null;
  const parts = DATE_FORMS.map((form) => form.exec(text)?.groups).find((groups) => groups !== undefined);
  if (parts === undefined) return null;

  const month = MONTHS.indexOf(String(parts.month).toLowerCase());
  const [day, h, m, s] = [Number(parts.day), Number(parts.h), Number(parts.m), Number(parts.s)];
  const year = String(parts.year).length === 2 ? fullYear(Number(parts.year), now) : Number(parts.year);
  // Sixty is a leap second, which the grammar allows.
  if (month < 0 || h > 23 || m > 59 || s > 60) return null;

  const midnight = new Date(0);
  midnight.setUTCFullYear(year, month, day);
  const exists = midnight.getUTCMonth() === month && midnight.getUTCDate() === day;
  return exists ? midnight.getTime() + ((h * 60 + m) * 60 + s) * 1_000 : null;
}

/** RFC 9110: two digits are never a year more than fifty ahead, so they stand for one of the hundred up to there. */
function fullYear(twoDigits: number, now: number): number {
  const earliest = new Date(now).getUTCFullYear() - 49;
  return earliest + ((((twoDigits - earliest) % 100) + 100) % 100);
}
