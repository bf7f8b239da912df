import { SettingsError } from "../domain/errors.ts";
import { quoted, type Told } from "./told.ts";

/** What a value must be. Each gives the value as the house uses it, or throws `SettingsError` that names its origin. */

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const MOST_CONCURRENCY = 10_000;
const MOST_ATTEMPTS = 999;

/** Durations between which a setting must lie, ms, and the same in words. */
export interface Span {
  readonly min: number;
  readonly max: number;
  readonly says: string;
}

export function oneOf<T extends string>(told: Told | null, allowed: readonly T[], code: string): T | undefined {
  if (told === null) return undefined;
  const found = allowed.find((name) => name === told.value);
  if (found !== undefined) return found;
  throw new SettingsError(code, `${told.from} is ${quoted(told.value)}.`, `Use one of ${allowed.join(", ")}.`);
}

export function baseUrl(told: Told | null, provider: string, has: boolean): string | null {
  if (told === null) return null;
  const refuse = (message: string, remedy: string) => new SettingsError("settings/base-url", message, remedy);
  if (!has) throw refuse(`${told.from} is set, but provider ${provider} runs on this machine.`, `Drop ${told.from}.`);

  const example = "Give an address such as https://api.assemblyai.com or http://127.0.0.1:8080.";
  const url = URL.canParse(told.value) ? new URL(told.value) : null;
  // What cannot be parsed may still hold a credential, so it is not repeated where it has an @.
  const shown = told.value.includes("@") ? "an address with credentials" : quoted(told.value);
  if (url === null) throw refuse(`${told.from} is ${shown}, which is no address.`, example);
  if (url.username !== "" || url.password !== "") {
    throw refuse(`${told.from} holds credentials, which end up in logs.`, "Put the key into the provider's variable.");
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw refuse(`${told.from} is ${shown}: neither http nor https.`, example);
  }
  if (url.search !== "" || url.hash !== "") {
    throw refuse(`${told.from} has a query or fragment after the address.`, "Drop what follows the path.");
  }
  return url.href.replace(/\/+$/, "");
}

/** Says nothing of the key itself. */
export function key({ value, from }: Told): string {
  if (/^bearer\s/i.test(value)) {
    throw new SettingsError("settings/key", `${from} begins with "Bearer".`, "Drop that word: the key alone.");
  }
  // Anything outside printable ASCII cannot stand in a header, and the HTTP client's own error would print the key.
  if (/[^\x21-\x7e]/.test(value)) {
    throw new SettingsError(
      "settings/key",
      `${from} holds white space or characters that no key has.`,
      "Copy the key again: one word, no quotes, no line break.",
    );
  }
  return value;
}

/** A whole number from 1 to `most`. */
export function whole(told: Told | null, most: number, code: string): number | undefined {
  if (told === null) return undefined;
  const value = /^\d{1,9}$/.test(told.value) ? Number(told.value) : 0;
  if (value >= 1 && value <= most) return value;
  throw new SettingsError(code, `${told.from} is ${quoted(told.value)}.`, `Give a whole number from 1 to ${most}.`);
}

/** Jobs at once, of a command or an account. */
export function concurrency(told: Told | null, code = "settings/concurrency"): number | undefined {
  return whole(told, MOST_CONCURRENCY, code);
}

export function attempts(told: Told | null): number | undefined {
  return whole(told, MOST_ATTEMPTS, "settings/count");
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: SECOND, m: 60 * SECOND, h: HOUR, d: 24 * HOUR };

export function duration(told: Told | null, allowed: Span): number | undefined {
  if (told === null) return undefined;
  const whole = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/.test(told.value);
  const parts = [...told.value.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)];
  const total = Math.round(parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ""] ?? 0), 0));
  if (whole && total >= allowed.min && total <= allowed.max) return total;
  throw new SettingsError(
    "settings/duration",
    `${told.from} is ${quoted(told.value)}.`,
    `Give a duration with its unit, such as 500ms, 3s or 1h30m, from ${allowed.says}.`,
  );
}

export function yesOrNo(told: Told | null): boolean | undefined {
  if (told === null) return undefined;
  const value = told.value.toLowerCase();
  if (value === "true" || value === "false") return value === "true";
  throw new SettingsError("settings/yes-or-no", `${told.from} is ${quoted(told.value)}.`, "Use true or false.");
}
