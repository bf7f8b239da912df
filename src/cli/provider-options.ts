import { SettingsError } from "../domain/errors.ts";
import type { TranscriptionOptions } from "../domain/job.ts";
import { printable } from "./printable.ts";

/**
 * `--option key=value`, passed on to the provider. A value that parses as JSON is that value (`true`, `3`, `["a"]`),
 * any other is text; `'"3"'` is the text 3.
 */
export function readOptions(given: readonly string[]): Readonly<Record<string, unknown>> {
  const options = new Map<string, unknown>();
  for (const pair of given) {
    const at = pair.indexOf("=");
    const key = pair.slice(0, Math.max(0, at)).trim();
    // The value may be a secret, such as a webhook's, so a refusal repeats the key alone.
    if (key === "") {
      throw new SettingsError("settings/option", "--option needs a name and a value.", "Write --option name=value.");
    }
    if (options.has(key)) {
      throw new SettingsError("settings/option", `--option ${printable(key)} is given twice.`, "Give it once.");
    }
    options.set(key, parsed(pair.slice(at + 1)));
  }
  return Object.fromEntries(options);
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

export interface NeutralFlags {
  readonly language?: string | undefined;
  readonly speakers?: string | undefined;
  readonly channels?: string | undefined;
}

/** The options that mean the same at every provider. */
export function readNeutralOptions({ language, speakers, channels }: NeutralFlags): TranscriptionOptions {
  return {
    ...(language === undefined ? {} : { language: tag(language) }),
    ...(speakers === undefined ? {} : { speakers: count("--speakers", speakers, 1, 100) }),
    ...(channels === undefined ? {} : { channels: count("--channels", channels, 1, 32) }),
  };
}

function tag(value: string): string {
  // `en_us` is AssemblyAI's own spelling and accepted as it is.
  if (/^[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*$/i.test(value)) return value;
  throw new SettingsError(
    "settings/language",
    `--language is ${JSON.stringify(printable(value))}.`,
    "Give a language tag such as en, de or en-GB.",
  );
}

function count(flag: string, value: string, least: number, most: number): number {
  const number = /^\d{1,4}$/.test(value) ? Number(value) : -1;
  if (number >= least && number <= most) return number;
  throw new SettingsError(
    "settings/count",
    `${flag} is ${JSON.stringify(printable(value))}.`,
    `Give a whole number from ${least} to ${most}.`,
  );
}
