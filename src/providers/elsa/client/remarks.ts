/** More than that nobody reads; the whole reply is kept beside them. */
const MOST = 20;
const LONGEST = 300;

/** Each once, in order, in bounds. */
export function remarks(all: readonly string[]): readonly string[] {
  const once = new Set(all.map((remark) => remark.replace(/\s+/g, " ").trim().slice(0, LONGEST)));
  return [...once].filter((remark) => remark !== "").slice(0, MOST);
}
