const MARK = "[.!?…‽。．！？｡؟۔।॥։።፧។။]";
/** A run of marks is tried from its beginning alone: else a word of a million full stops would take hours. */
const MARKS = new RegExp(`(?<!${MARK})(${MARK}+)([\\p{Pe}\\p{Pf}\\p{Pi}"']*)$`, "u");
const ELLIPSIS = /^(?:…|\.\.+)/;
const LOWER_CASE = /^["'\p{Ps}\p{Pi}]*\p{Ll}/u;
const NUMBER = /^[^\p{L}]*\p{N}/u;
/** A capitalised word, up to a comma or an apostrophe: of `J. A. Smith`, `A.` is none. */
const CAPITALISED = /^["'\p{Ps}\p{Pi}]*(\p{Lu}\p{Ll}*)(?=$|[,'’])/u;
/** One letter, or ones and twos with full stops between them: J, U.S, p.m, Ph.D, in small letters. */
const INITIALS = /^(?:\p{Ll}|\p{Ll}{1,2}(?:\.\p{Ll}{1,2})+)$/u;

const set = (words: string): ReadonlySet<string> => new Set(words.split(" "));

/** No sentence ends with these: what they belong to comes after them. */
const LEADING = set(
  "mr mrs ms messrs mx dr prof rev hon gen col maj capt cpt lt sgt cmdr gov sen rep pres mt vs cf viz approx " +
    "ca bzw hr mme mlle sra srta dra e.g i.e z.b d.h",
);
/** Abbreviations before a number, whole words before anything else: `No. 5`, but `No. I was at home.` */
const NUMBERED = set("no nos nr fig figs vol vols ch pp art sec eq jan feb mar apr jun jul aug sep sept oct nov dec");
/** A sentence may end with these, or go on: only the next word tells. */
const EITHER = set("etc inc ltd co corp dept est al jr sr st ave blvd fr usw");
/** Words that, written large after an abbreviation, begin a sentence rather than a name. */
const BEGINNERS = set(
  "a an i he she it we you they this that these those the there here but and so or if when then what who why how " +
    "where in on at as for with after before my your his her its our their no yes not now well also however " +
    "er sie es wir ihr der die das ein eine und aber il elle nous vous le la les un une et mais el ella los las y pero",
);

/**
 * Whether a sentence ends with this word, judged by its marks and by the word after it. The full stop of an abbreviation
 * ends one only where the next word is a usual beginning: two sentences taken for one read better than one cut in half.
 */
export function endsSentence(text: string, next: string | undefined): boolean {
  const found = MARKS.exec(text);
  if (found === null) return false;
  if (next === undefined) return true;
  const [, marks = "", closing = ""] = found;
  // "Stop!" he said; well... perhaps.
  if (LOWER_CASE.test(next) && (closing !== "" || ELLIPSIS.test(marks))) return false;
  if (marks !== ".") return true;
  const bare = text
    .slice(0, found.index)
    .replace(/^[^\p{L}\p{N}]+/u, "")
    .toLowerCase();
  if (LEADING.has(bare)) return false;
  if (NUMBERED.has(bare)) return !NUMBER.test(next);
  if (EITHER.has(bare) || INITIALS.test(bare)) return BEGINNERS.has(CAPITALISED.exec(next)?.[1]?.toLowerCase() ?? "");
  return true;
}
