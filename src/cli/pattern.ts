/** One part of a pattern between two slashes: `**`, which stands for any number of folders, or a test of one name. */
export type Part = "any-depth" | ((name: string) => boolean);

export interface Pattern {
  /** The folder that the pattern begins in: all that stands before its first wildcard. */
  readonly base: string;
  readonly parts: readonly Part[];
}

/** `*` as a token stands for any number of characters, a test for exactly one. */
type Token = "any" | ((char: string) => boolean);

/** Whether a name may be a pattern. A file that is really called so goes before. */
export function hasWildcard(text: string): boolean {
  return /[*?[{]/.test(text);
}

/**
 * Reads a shell's pattern: `*`, `?`, `[a-z]`, `[!a-z]`, `{one,two}` and `**`; a backslash takes the next character as it
 * is. Braces make several patterns of one. As in a shell a wildcard at the beginning of a name leaves hidden ones out.
 */
export function readPatterns(text: string): Pattern[] {
  return withoutBraces(text).map((pattern) => {
    const parts = pattern.split("/");
    const first = parts.findIndex(hasWildcard);
    const fixed = first < 0 ? parts.length - 1 : first;
    const base = parts.slice(0, fixed).map(unescaped).join("/");
    const rest = parts.slice(fixed).filter((part, index) => part !== "" || index === 0);
    return {
      base: base === "" ? (pattern.startsWith("/") ? "/" : ".") : base,
      parts: rest.map((part) => (part === "**" ? "any-depth" : nameTest(part))),
    };
  });
}

/** `a{b,c}d` becomes `abd` and `acd`; a brace that is not closed, or holds no comma, is a character as any other. */
function withoutBraces(text: string): string[] {
  for (let open = text.indexOf("{"); open >= 0; open = text.indexOf("{", open + 1)) {
    if (text[open - 1] === "\\") continue;
    let depth = 0;
    const commas: number[] = [];
    for (let at = open; at < text.length; at += 1) {
      if (text[at] === "\\") at += 1;
      else if (text[at] === "{") depth += 1;
      else if (text[at] === "," && depth === 1) commas.push(at);
      else if (text[at] === "}") depth -= 1;
      if (depth > 0) continue;
      if (commas.length === 0) break;
      const cuts = [open, ...commas, at];
      const choices = cuts.slice(1).map((cut, index) => text.slice((cuts[index] ?? 0) + 1, cut));
      return choices.flatMap((choice) => withoutBraces(text.slice(0, open) + choice + text.slice(at + 1)));
    }
  }
  return [text];
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/gsu, "$1");
}

function nameTest(part: string): (name: string) => boolean {
  const tokens = tokensOf([...part.normalize("NFC")]);
  const takesHidden = part.startsWith(".") || part.startsWith("\\.");
  return (name) => (takesHidden || !name.startsWith(".")) && matches(tokens, [...name.normalize("NFC")]);
}

function tokensOf(chars: readonly string[]): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < chars.length; at += 1) {
    const char = chars[at] ?? "";
    const end =
      char === "[" ? chars.indexOf("]", chars[at + 1] === "!" || chars[at + 1] === "^" ? at + 3 : at + 2) : -1;
    if (char === "*") tokens.push("any");
    else if (char === "?") tokens.push(() => true);
    else if (end > 0) {
      tokens.push(oneOf(chars.slice(at + 1, end)));
      at = end;
    } else {
      if (char === "\\" && at + 1 < chars.length) at += 1;
      const wanted = chars[at] ?? "";
      tokens.push((given) => given === wanted);
    }
  }
  return tokens;
}

function oneOf(chars: readonly string[]): (char: string) => boolean {
  const negated = chars[0] === "!" || chars[0] === "^";
  const set = negated ? chars.slice(1) : chars;
  const ranges: (readonly [string, string])[] = [];
  for (let at = 0; at < set.length; at += 1) {
    const from = set[at] ?? "";
    const to = set[at + 2];
    const isRange = set[at + 1] === "-" && to !== undefined;
    ranges.push([from, isRange ? to : from]);
    if (isRange) at += 2;
  }
  return (char) => ranges.some(([from, to]) => char >= from && char <= to) !== negated;
}

/** Goes back to the last `*` alone, so that no name and no pattern takes more than their lengths multiplied. */
function matches(tokens: readonly Token[], name: readonly string[]): boolean {
  let token = 0;
  let char = 0;
  let star = -1;
  let taken = 0;
  while (char < name.length) {
    const test = tokens[token];
    if (test === "any") {
      star = token;
      taken = char;
      token += 1;
    } else if (test?.(name[char] ?? "") === true) {
      token += 1;
      char += 1;
    } else if (star >= 0) {
      token = star + 1;
      taken += 1;
      char = taken;
    } else return false;
  }
  while (tokens[token] === "any") token += 1;
  return token === tokens.length;
}
