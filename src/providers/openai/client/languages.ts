/** Names that these servers use and the list of all languages writes otherwise. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  "haitian creole": "ht",
  cantonese: "yue",
  castilian: "es",
  flemish: "nl",
  hawaiian: "haw",
  letzeburgesch: "lb",
  moldovan: "ro",
  myanmar: "my",
  nynorsk: "nn",
  panjabi: "pa",
  pushto: "ps",
  sinhalese: "si",
  valencian: "ca",
};

const LETTERS = [..."abcdefghijklmnopqrstuvwxyz"];

let tags: ReadonlyMap<string, string> | null = null;

/** English names of all languages that have a tag of two letters. */
function tagsByName(): ReadonlyMap<string, string> {
  if (tags !== null) return tags;
  const names = new Intl.DisplayNames("en", { type: "language", fallback: "none" });
  const all = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));
  // Of two tags of one name the first is the usual one.
  const pairs = all.flatMap((tag) => {
    const name = names.of(tag)?.toLowerCase();
    return name === undefined ? [] : [[name, tag] as const];
  });
  tags = new Map([...pairs.reverse(), ...Object.entries(OTHER_NAMES)]);
  return tags;
}

/** A tag of what a server calls a language: `english`, `en`, `yue`; null for what is neither a name nor a tag. */
export function languageTag(told: string | null): string | null {
  const name = told?.trim().toLowerCase() ?? "";
  return tagsByName().get(name) ?? (/^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/.test(name) ? name : null);
}
