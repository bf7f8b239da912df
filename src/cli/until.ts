import { duration } from "./quantities.ts";

const DAY_MS = 86_400_000;

/** Until when something lasts, for people: `until 14:35 (12 min 03 s)`, on another day with its date. */
export function untilWords(until: number | null, now: number): string {
  if (until === null) return "until somebody lets it go on";
  return `until ${clockTime(until, now)} (${duration(Math.max(0, until - now))})`;
}

/** Since when something lasts, for people: ` since 14:02`, on another day with its date; empty where nobody knows. */
export function sinceWords(since: number | null, now: number): string {
  return since === null ? "" : ` since ${clockTime(since, now)}`;
}

/** The time of day on this machine; with the date where it is further away than a day. */
function clockTime(at: number, now: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, "0");
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  if (Math.abs(at - now) < DAY_MS) return time;
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${time}`;
}
