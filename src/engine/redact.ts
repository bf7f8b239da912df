/** Also as JSON may escape it, as it stands inside another address, and with the backslashes that browsers take for slashes. */
const URL_IN_TEXT = /https?(?::|%3a)(?:\\?\/|\\|%2f){2}[^\s"<>]+/gi;

const PARTS = /^(https?(?::|%3a)(?:\\?\/|\\|%2f){2})((?:(?!%2f|%3f|%23)[^/?#\\])*)(.*)$/is;

/**
 * Makes foreign text fit to be kept and shown: known secrets go, and of any URL only the host stays, since upload and
 * signed URLs are credentials. Where a URL ends is not always to be seen; then rather too much goes.
 */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text;
  // The longest first: one that begins like another would leave its end behind.
  for (const secret of [...secrets].sort((one, other) => other.length - one.length)) {
    if (secret.length >= 4) clean = clean.replaceAll(secret, "[removed]");
  }
  return clean.replace(URL_IN_TEXT, shortUrl);
}

function shortUrl(url: string): string {
  const [, scheme = "", authority = "", rest = ""] = PARTS.exec(url) ?? [];
  const host = authority.replace(/^.*(?:@|%40)/is, "");
  return host === authority && rest === "" ? url : `${scheme}${host}/…`;
}
