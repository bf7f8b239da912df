import { HIDDEN } from "../domain/fault.ts";

/** Also as JSON may escape it, as it stands inside another address, and with the backslashes that browsers take for slashes. */
const URL_IN_TEXT = /https?(?::|%3a)(?:\\?\/|\\|%2f){2}[^\s"<>]+/gi;

const PARTS = /^(https?(?::|%3a)(?:\\?\/|\\|%2f){2})((?:(?!%2f|%3f|%23)[^/?#\\])*)(.*)$/is;

/** A shorter text is found in words that are none. */
const SHORTEST_SECRET = 4;

/** A shorter text in a transcript may be what somebody said. */
const LONGER_THAN_WORDS = 16;

/**
 * Makes foreign text fit to be kept and shown: known secrets go, and of any URL only the host stays, since upload and
 * signed URLs are credentials. Where a URL ends is not always to be seen; then rather too much goes.
 */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text;
  // The longest first: one that begins like another would leave its end behind.
  for (const secret of [...secrets].sort((one, other) => other.length - one.length)) {
    if (secret.length >= SHORTEST_SECRET) clean = clean.replaceAll(secret, () => inPlaceOf(secret));
  }
  return clean.replace(URL_IN_TEXT, shortUrl);
}

/** Of an address of ours the host is still told: it says whose trouble it is. */
function inPlaceOf(secret: string): string {
  const short = /^https?:/i.test(secret) ? shortUrl(secret) : secret;
  return short === secret ? HIDDEN : short;
}

function shortUrl(url: string): string {
  const [, scheme = "", authority = "", rest = ""] = PARTS.exec(url) ?? [];
  const host = authority.replace(/^.*(?:@|%40)/is, "");
  return host === authority && rest === "" ? url : `${scheme}${host}/…`;
}

/** Names of fields whose value opens something: a webhook's header, a token, a password. */
const SECRET_FIELD = /auth|token|secret|passw|credential|api_?key|header_value|signature/i;

/** The texts in somebody's options that are credentials, by the names of their fields, at any depth. */
export function secretsIn(options: unknown, isSecret = false): readonly string[] {
  if (typeof options === "string") return isSecret ? [options] : [];
  if (typeof options !== "object" || options === null) return [];
  return Object.entries(options).flatMap(([name, value]) => secretsIn(value, isSecret || SECRET_FIELD.test(name)));
}

/**
 * A reply with our own secrets taken out of its texts, which providers send back with the result; all else stays as it
 * came. A part that holds none is the very same object, since a reply may be tens of megabytes.
 */
export function without(reply: unknown, secrets: readonly string[]): unknown {
  const known = secrets.filter((secret) => secret.length >= LONGER_THAN_WORDS);
  const clean = (value: unknown): unknown => {
    if (typeof value === "string") return known.some((secret) => value.includes(secret)) ? redact(value, known) : value;
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return cleanList(value);
    return cleanFields(value as Readonly<Record<string, unknown>>);
  };
  // Nearly every part stays as it is, and a long reply has a hundred thousand: copies are made of the others only.
  const cleanList = (list: readonly unknown[]): readonly unknown[] => {
    let copy: unknown[] | null = null;
    for (let at = 0; at < list.length; at += 1) {
      const part = clean(list[at]);
      if (part === list[at]) continue;
      copy ??= [...list];
      copy[at] = part;
    }
    return copy ?? list;
  };
  const cleanFields = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
    const changed: [string, unknown][] = [];
    for (const name of Object.keys(fields)) {
      const part = clean(fields[name]);
      if (part !== fields[name]) changed.push([name, part]);
    }
    return changed.length === 0 ? fields : Object.fromEntries([...Object.entries(fields), ...changed]);
  };
  return clean(reply);
}
