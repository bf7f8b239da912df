/** A word as it is typed into a POSIX shell. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** What has a command open the store that somebody named, with the blank before it; nothing for the usual one. */
export function storeFlagOf(store: string | undefined): string {
  return store === undefined ? "" : ` --store ${shellWord(store)}`;
}
