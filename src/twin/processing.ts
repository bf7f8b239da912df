import type { Chance } from "./chance.ts";

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** `250ms`, `1.5s`, `2m`, `1h` or `0` in milliseconds; null for anything else. */
export function durationOf(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text.trim());
  if (match === null) return text.trim() === "0" ? 0 : null;
  return Number(match[1]) * (UNITS[match[2] ?? ""] ?? 0);
}

/** How long the provider works on a recording: a draw, plus a share of the recording's length. */
export interface Processing {
  readonly draw:
    | { readonly kind: "constant"; readonly ms: number }
    | { readonly kind: "uniform"; readonly fromMs: number; readonly toMs: number }
    | { readonly kind: "exponential"; readonly meanMs: number }
    | { readonly kind: "log-normal"; readonly medianMs: number; readonly sigma: number };
  readonly shareOfAudio: number;
}

export const PROCESSING_FORMS =
  'a time such as "300ms", a range "1s-3s", "exp 2s" (exponential with that mean), "log-normal 20s 0.7" (median, and sigma of its logarithm, up to 3), a share of the audio\'s length "0.1x", or a sum such as "300ms + 0.1x"';

/** Reads the forms of `PROCESSING_FORMS`; null when it is none of them. */
export function processingOf(text: string): Processing | null {
  let draw: Processing["draw"] | null = null;
  let shareOfAudio: number | null = null;
  for (const part of text.split("+").map((piece) => piece.trim())) {
    const share = /^(\d+(?:\.\d+)?)x$/.exec(part);
    if (share !== null && shareOfAudio === null) {
      shareOfAudio = Number(share[1]);
      continue;
    }
    const read = drawOf(part);
    if (read === null || draw !== null) return null;
    draw = read;
  }
  return { draw: draw ?? { kind: "constant", ms: 0 }, shareOfAudio: shareOfAudio ?? 0 };
}

/** Beyond it one run in a thousand takes ten thousand times the median. */
const LARGEST_SIGMA = 3;

function drawOf(text: string): Processing["draw"] | null {
  const spread = /^log-normal\s+(\S+)\s+(\d+(?:\.\d+)?)$/.exec(text);
  if (spread !== null) {
    const medianMs = durationOf(spread[1] ?? "");
    const sigma = Number(spread[2]);
    return medianMs === null || sigma > LARGEST_SIGMA ? null : { kind: "log-normal", medianMs, sigma };
  }
  const mean = /^exp\s+(\S+)$/.exec(text);
  if (mean !== null) {
    const meanMs = durationOf(mean[1] ?? "");
    return meanMs === null ? null : { kind: "exponential", meanMs };
  }
  const [first = "", second, ...more] = text.split("-");
  const fromMs = durationOf(first);
  if (fromMs === null || more.length > 0) return null;
  if (second === undefined) return { kind: "constant", ms: fromMs };
  const toMs = durationOf(second);
  return toMs === null || toMs < fromMs ? null : { kind: "uniform", fromMs, toMs };
}

/** Whole milliseconds for one recording of `audioMs`. */
export function drawProcessing(processing: Processing, audioMs: number, chance: Chance, label: string): number {
  return Math.round(drawMs(processing.draw, chance, label) + processing.shareOfAudio * audioMs);
}

function drawMs(draw: Processing["draw"], chance: Chance, label: string): number {
  switch (draw.kind) {
    case "constant":
      return draw.ms;
    case "uniform":
      return draw.fromMs + chance.draw("processing", label) * (draw.toMs - draw.fromMs);
    case "exponential":
      return -Math.log(1 - chance.draw("processing", label)) * draw.meanMs;
    case "log-normal":
      return draw.medianMs * Math.exp(draw.sigma * normal(chance, label));
    default:
      return draw satisfies never;
  }
}

/** Of a standard normal distribution, by Box and Muller. */
function normal(chance: Chance, label: string): number {
  const radius = Math.sqrt(-2 * Math.log(1 - chance.draw("processing", label)));
  return radius * Math.cos(2 * Math.PI * chance.draw("processing-angle", label));
}
