import type { AudioCode, AudioReport } from "../domain/audio-report.ts";
import type { RepairOptions, RepairStep } from "../domain/repair.ts";
import { listed, sizeInWords } from "./amounts.ts";
import type { BrokenRule } from "./rules.ts";
import { usualBytes, type Written } from "./sizes.ts";
import { isLossless } from "./target.ts";

/** What decoding and writing it anew makes good, and how. */
const DAMAGE: Partial<Readonly<Record<AudioCode, string>>> = {
  truncated: "its new header tells the length that is there",
  "decode-errors": "everybody then decodes the same, with silence for what is damaged",
  "timestamp-gap": "silence stands where its times jump",
  "duration-mismatch": "its new header tells the right length",
  "garbage-prefix": "what stands before the sound is gone",
};

/** Below this an upload takes no time worth saving, bytes. */
const BIG_BYTES = 10_000_000;
/** What must be left of a big recording at most, for converting it to be worth it. */
const WORTH_SHARE = 0.6;

/** For what is converted, in words. */
interface Reason {
  readonly words: string;
  readonly needed: boolean;
  readonly mends: AudioCode | null;
}

/** Why a recording is written anew, if it is: a provider's rule, damage, size, or because somebody asks for it. */
export function conversionStep(
  report: AudioReport,
  about: {
    readonly broken: readonly BrokenRule[];
    readonly written: Written | null;
    readonly durationMs: number | null;
    readonly options: RepairOptions;
  },
): RepairStep | null {
  const reasons = [
    ...byRules(about.broken),
    ...byDamage(report),
    ...bySize(report, about.written, about.durationMs),
    ...byRequest(about.options),
  ];
  // What was asked for needs no further reason, and says nothing where there is one.
  const told = reasons.length > 1 ? reasons.filter(({ words }) => words !== "") : reasons;
  if (reasons.length === 0) return null;
  const why = told.map(({ words }) => words).filter((words) => words !== "");
  return {
    kind: "convert",
    mends: reasons.find(({ mends }) => mends !== null)?.mends ?? null,
    needed: reasons.some(({ needed }) => needed),
    words: why.length === 0 ? "Converts it, as asked for." : `Converts it: ${why.join("; ")}.`,
    lossy: false,
  };
}

function byRules(broken: readonly BrokenRule[]): readonly Reason[] {
  // Too long is for cutting, too many channels for mixing.
  const words = broken.filter(({ rule }) => rule === "format" || rule === "rate" || rule === "bytes");
  if (words.length === 0) return [];
  return [{ words: `the provider takes ${listed(words.map((one) => one.words))}`, needed: true, mends: null }];
}

function byDamage({ findings }: AudioReport): readonly Reason[] {
  return findings.flatMap(({ code }) => {
    const words = DAMAGE[code];
    return words === undefined ? [] : [{ words, needed: false, mends: code }];
  });
}

function bySize({ bytes, format }: AudioReport, written: Written | null, durationMs: number | null): readonly Reason[] {
  if (written === null || durationMs === null || bytes < BIG_BYTES) return [];
  // What was lossy before is larger as FLAC, but for bit rates that no recogniser needs.
  if (!isLossless(format?.codec ?? null) && written.target !== "opus") return [];
  const after = usualBytes(written, durationMs);
  if (after > bytes * WORTH_SHARE) return [];
  return [{ words: `${sizeInWords(bytes)} become about ${sizeInWords(after)}`, needed: false, mends: null }];
}

function byRequest({ convert, to }: RepairOptions): readonly Reason[] {
  return convert === true || to !== undefined ? [{ words: "", needed: true, mends: null }] : [];
}
