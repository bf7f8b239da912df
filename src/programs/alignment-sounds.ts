const SOUNDS =
  "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH".split(" ");

/** The decoder's word for a single sound. */
export function soundEntry(sound: string): string {
  return `ph_${sound.toLowerCase()}`;
}

/** A dictionary of single sounds, for looking into words whose place is known. */
export const SOUND_DICTIONARY = lines(SOUNDS.map((sound) => `${soundEntry(sound)} ${sound}`));

/**
 * Sounds that stand for whatever else is said: they may come between any two words and in place of one. Twelve tell speech
 * apart as well as all 39 and take half the time.
 */
const OTHER_SPEECH = "AA IY UW ER EH S SH T K N L DH".split(" ");

/** The decoder's list of noises: silence, and the sounds of everything that is not in the script, named `++AA++`. */
export const NOISES = lines([
  ...["<s> SIL", "</s> SIL", "<sil> SIL"],
  ...OTHER_SPEECH.map((sound) => `++${sound}++ ${sound}`),
]);

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join("");
}
