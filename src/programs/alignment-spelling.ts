/**
 * How a word is likely to sound that no dictionary has: rough rules of English spelling, the longest match first. Good
 * enough to find the word, not to judge how it was said.
 */

/** Letters, and what they sound like. A rule with `$` holds at the end of a word, one with `^` at its start. */
const RULES: readonly (readonly [string, string])[] = [
  ...pairs("tion$ SH AH N,sion$ ZH AH N,ture$ CH ER,ough$ OW,igh AY,eigh EY,augh AO,tch CH,dge JH,sch SH"),
  ...pairs("^kn N,^wr R,^ps S,^gn N,ck K,ph F,sh SH,ch CH,th TH,wh W,qu K W,gh G,ng$ NG,nk NG K,sc S K,ss S,ll L,mm M"),
  ...pairs("nn N,pp P,rr R,tt T,dd D,ff F,gg G,bb B,zz Z,cc K,ce$ S,ge$ JH,ci S IH,ce S EH,cy S IY,gi JH IH,ge JH EH"),
  ...pairs(
    "ee IY,ea IY,oo UW,ou AW,ow OW,oa OW,oi OY,oy OY,ai EY,ay EY,au AO,aw AO,ie IY,ei EY,ey$ IY,ew UW,eu UW,ue UW",
  ),
  ...pairs("ar AA R,er ER,ir ER,ur ER,or AO R,le$ AH L,es$ Z,ed$ D,e$ ,y$ IY,^y Y"),
  ...pairs(
    "a AE,b B,c K,d D,e EH,f F,g G,h HH,i IH,j JH,k K,l L,m M,n N,o AA,p P,q K,r R,s S,t T,u AH,v V,w W,x K S,y IH",
  ),
  ...pairs("z Z"),
];

/** `a`, consonant, `e` at the end: the vowel is said as its name. */
const SILENT_E = /([aeiou])([bcdfgklmnpstvz])e$/;
const NAMES: Readonly<Record<string, string>> = { a: "EY", e: "IY", i: "AY", o: "OW", u: "UW" };
const SOFT: Readonly<Record<string, string>> = { c: "S", g: "JH" };

/** Sounds of a word of Latin letters; empty for one without any. */
export function spelledSounds(word: string): readonly string[] {
  const letters = word.replace(/[^a-z]/g, "");
  const named = SILENT_E.exec(letters);
  if (named === null) return sounds(letters);
  const [ending, vowel = "", consonant = ""] = named;
  const start = letters.slice(0, -ending.length);
  return [...(start === "" ? [] : sounds(start)), NAMES[vowel] ?? "", ...closing(consonant)];
}

function closing(consonant: string): readonly string[] {
  const soft = SOFT[consonant];
  return soft === undefined ? sounds(consonant) : [soft];
}

function sounds(letters: string): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < letters.length; ) {
    const rule = RULES.find(([pattern]) => fits(pattern, letters, at));
    found.push(...(rule?.[1].split(" ").filter((sound) => sound !== "") ?? []));
    at += rule === undefined ? 1 : rule[0].replace(/[$^]/, "").length;
  }
  return found;
}

function fits(pattern: string, letters: string, at: number): boolean {
  const plain = pattern.replace(/[$^]/, "");
  if (!letters.startsWith(plain, at)) return false;
  if (pattern.startsWith("^")) return at === 0;
  return !pattern.endsWith("$") || (at + plain.length === letters.length && at > 0);
}

function pairs(list: string): readonly (readonly [string, string])[] {
  return list.split(",").map((pair) => {
    const gap = pair.indexOf(" ");
    return [pair.slice(0, gap), pair.slice(gap + 1)];
  });
}
