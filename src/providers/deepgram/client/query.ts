import type { SubmitAsk } from "../../../domain/provider.ts";
import { DEFAULT_MODEL, QUERY } from "../wire.ts";
import { languageFor } from "./languages.ts";

/** What somebody asked for, in their words and in the provider's. */
export type Asked = Pick<SubmitAsk, "options" | "providerOptions">;

type Pair = readonly [name: string, value: string];

/** A callback of the caller's own would take the transcript away from the job that waits for it. */
const OURS: readonly string[] = [QUERY.callback, QUERY.callbackMethod];

/** All of the query but the callback. Options of the caller's own go along untouched and win. */
export function queryFor({ options, providerOptions }: Asked): readonly Pair[] {
  const own = Object.entries(providerOptions).flatMap(([name, value]) => written(name, value));
  const theirs = own.filter(([name]) => !OURS.includes(name));
  const { language, speakers, channels } = options;
  const usual: Readonly<Record<string, string | null>> = {
    [QUERY.model]: DEFAULT_MODEL,
    [QUERY.format]: "true",
    [QUERY.language]: language === undefined ? null : languageFor(language),
    // How many there are cannot be said: it finds out.
    [QUERY.speakers]: speakers === undefined ? null : "true",
    [QUERY.channels]: channels !== undefined && channels > 1 ? "true" : null,
  };
  const missing = Object.entries(usual).flatMap(([name, value]): Pair[] => {
    return value === null || theirs.some(([known]) => known === name) ? [] : [[name, value]];
  });
  return [...missing, ...theirs];
}

/** The language that is asked for; null where the API is to find it out, or where several are expected. */
export function askedLanguage(asked: Asked): string | null {
  const language = queryFor(asked).findLast(([name]) => name === QUERY.language)?.[1] ?? null;
  return language === "multi" ? null : language;
}

/** Lists are written as the same name many times, members of objects as `name=member:value`, as `extra` and `replace` are. */
function written(name: string, value: unknown): readonly Pair[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((one) => written(name, one));
  if (typeof value === "object") {
    return Object.entries(value).flatMap(([member, one]) =>
      written(name, one).map(([, text]): Pair => [name, `${member}:${text}`]),
    );
  }
  return [[name, String(value)]];
}
