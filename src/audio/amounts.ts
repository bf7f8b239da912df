/** A size as people say it, by powers of ten: `640 bytes`, `64 kB`, `1.2 MB`. */
export function sizeInWords(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  const [unit, scale] = bytes < 999_500 ? ["kB", 1e3] : bytes < 999.5e6 ? ["MB", 1e6] : ["GB", 1e9];
  return `${short(bytes / scale)} ${unit}`;
}

/** A length as people say it: `0.12 s`, `41 s`, `13 min 20 s`, `2 h 5 min`. */
export function lengthInWords(ms: number): string {
  if (ms < 9_950) return `${short(ms / 1_000)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return withRest(Math.floor(seconds / 60), "min", seconds % 60, "s");
  const minutes = Math.round(seconds / 60);
  return withRest(Math.floor(minutes / 60), "h", minutes % 60, "min");
}

/** A rate as people say it: `16 kHz`, `44.1 kHz`. */
export function rateInWords(hz: number): string {
  return `${Number((hz / 1_000).toFixed(3))} kHz`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[], joint = "and"): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${joint} ${words.at(-1)}`;
}

function short(value: number): string {
  return value < 9.95 ? String(Number(value.toPrecision(2))) : String(Math.round(value));
}

function withRest(whole: number, unit: string, rest: number, smaller: string): string {
  return rest === 0 ? `${whole} ${unit}` : `${whole} ${unit} ${rest} ${smaller}`;
}
