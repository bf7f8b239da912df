/** ARPAbet in IPA. */
const IPA: Readonly<Record<string, string>> = {
  ...{ AA: "ɑ", AE: "æ", AH: "ʌ", AO: "ɔ", AW: "aʊ", AY: "aɪ", EH: "ɛ", ER: "ɝ", EY: "eɪ", IH: "ɪ", IY: "i" },
  ...{ OW: "oʊ", OY: "ɔɪ", UH: "ʊ", UW: "u", B: "b", CH: "tʃ", D: "d", DH: "ð", F: "f", G: "ɡ", HH: "h", JH: "dʒ" },
  ...{ K: "k", L: "l", M: "m", N: "n", NG: "ŋ", P: "p", R: "ɹ", S: "s", SH: "ʃ", T: "t", TH: "θ", V: "v", W: "w" },
  ...{ Y: "j", Z: "z", ZH: "ʒ" },
};

/** A sound in IPA; one that ARPAbet does not have stays as it is. */
export function ipaOf(phone: string): string {
  return IPA[phone.replace(/\d$/, "")] ?? phone;
}
