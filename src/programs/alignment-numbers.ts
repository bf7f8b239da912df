/** Numbers as they are read aloud, for scripts that hold figures. */

const SMALL = (
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen " +
  "eighteen nineteen"
).split(" ");
const TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const SCALES: readonly (readonly [number, string])[] = [
  [1_000_000, "million"],
  [1_000, "thousand"],
  [100, "hundred"],
];
const LARGEST_DIGITS = 9;

/** `42` as `forty two`; what has a leading zero or more than nine digits is read digit by digit. Commas are passed over. */
export function numberWords(figures: string): readonly string[] {
  const digits = figures.replaceAll(",", "");
  if (digits.length > LARGEST_DIGITS || /^0\d/.test(digits)) return [...digits].map((digit) => small(Number(digit)));
  return cardinal(Number(digits));
}

function cardinal(value: number): string[] {
  if (value < SMALL.length) return [small(value)];
  for (const [scale, name] of SCALES) {
    if (value >= scale) return [...cardinal(Math.floor(value / scale)), name, ...rest(value % scale)];
  }
  return [TENS[Math.floor(value / 10)] ?? "", ...rest(value % 10)];
}

function rest(value: number): string[] {
  return value === 0 ? [] : cardinal(value);
}

function small(value: number): string {
  return SMALL[value] ?? "";
}
