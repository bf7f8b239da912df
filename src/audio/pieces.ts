import type { AudioReport } from "../domain/audio-report.ts";
import type { AudioRules } from "../domain/audio-rules.ts";
import type { RepairOptions, RepairRefusal, RepairStep } from "../domain/repair.ts";
import { lengthInWords, sizeInWords } from "./amounts.ts";
import { longestWithin, type Written } from "./sizes.ts";
import { hardCuts, type Span, splitAtPauses } from "./split.ts";
import { TARGET_NAMES } from "./target.ts";

/** A part shorter than this would hold a word or two, without what they mean. */
const SHORTEST_PART_MS = 1_000;

interface Cutting {
  readonly written: Written;
  readonly durationMs: number | null;
  readonly rules: AudioRules;
  readonly options: RepairOptions;
}

type Cut =
  | { readonly parts: null }
  | { readonly parts: readonly Span[]; readonly step: RepairStep }
  | { readonly refusal: RepairRefusal };

/**
 * The parts in which what is written is sent, so that each is within the provider's limits whatever it holds; no parts
 * where all of it is, or where nobody knows how long it is.
 */
export function cutToFit(report: AudioReport, { written, durationMs, rules, options }: Cutting): Cut {
  const byBytes = rules.maxBytes === null ? Number.POSITIVE_INFINITY : longestWithin(written, rules.maxBytes);
  const longestMs = Math.min(byBytes, rules.maxMs ?? Number.POSITIVE_INFINITY);
  if (durationMs === null || durationMs <= longestMs) return { parts: null };
  const shortestMs = Math.max(rules.minMs ?? 0, SHORTEST_PART_MS);
  if (options.split === false || longestMs < shortestMs * 3) {
    const limit = lengthInWords(longestMs);
    const message = `It is ${lengthInWords(durationMs)} long; for this provider ${limit} is the most in one piece.`;
    return { refusal: { code: "over-limit", weight: "reject", message } };
  }
  // Pauses are counted in what was decoded: after a jump of the times they stand elsewhere.
  const jumps = report.findings.some(({ code }) => code === "timestamp-gap");
  const pauses = jumps ? [] : (report.levels?.pauses ?? []);
  const parts = splitAtPauses(durationMs, pauses, { longestMs, shortestMs });
  return { parts, step: splitStep(parts, longestMs, rules, written) };
}

function splitStep(parts: readonly Span[], longestMs: number, rules: AudioRules, written: Written): RepairStep {
  const limit =
    rules.maxMs === longestMs
      ? lengthInWords(longestMs)
      : `${sizeInWords(rules.maxBytes ?? 0)}, which is ${lengthInWords(longestMs)} of ${TARGET_NAMES[written.target]}`;
  return {
    kind: "split",
    mends: null,
    needed: true,
    words: `Sends it in ${parts.length} pieces, ${cutsInWords(parts)}: the provider takes at most ${limit}.`,
    lossy: false,
  };
}

function cutsInWords(parts: readonly Span[]): string {
  const hard = hardCuts(parts);
  if (hard === 0) return "cut at pauses";
  const shared = Math.max(...parts.map((part, index) => (parts[index - 1]?.toMs ?? 0) - part.fromMs));
  const both = `where there is no pause to cut in both pieces have the same ${lengthInWords(shared)}`;
  return hard === parts.length - 1 ? both : `cut at pauses; ${both}`;
}
