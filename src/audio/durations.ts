import type { AudioDurations } from "../domain/audio-report.ts";
import type { DeclaredBy } from "./structure.ts";
import { seconds } from "./structure-findings.ts";

/** The tolerance of the vendor's guide on duration discrepancies, ms. */
export const GUIDE_TOLERANCE_MS = 10;

/** Encoders fill up and warm up: shorter differences than these mean nothing. */
const USUAL_MS = 350;
const USUAL_SHARE = 0.02;

export interface LengthOpinions {
  /** What the header says, ms; null when it says nothing. */
  readonly declaredMs: number | null;
  /** Packets counted, ms; null when nobody counted. */
  readonly packetsMs: number | null;
  /** Samples decoded, ms; null when nothing was decoded. */
  readonly decodedMs: number | null;
  /** Whose word the declared length is. Default: the header's. */
  readonly declaredBy?: DeclaredBy | null;
}

type Opinion = { readonly who: "declared" | "packets" | "decoded"; readonly ms: number };

/** Difference between opinions on a recording of this length that is no discrepancy, ms: the larger of 350 ms and 2 %. */
function usualTolerance(ms: number): number {
  return Math.max(USUAL_MS, ms * USUAL_SHARE);
}

/**
 * Weighs the opinions on a recording's length. What was decoded is what will be heard; packets are there or not; a header
 * can say anything. `toleranceMs`: difference that is no discrepancy, ms; default the larger of 350 ms and 2 % of the
 * believed length.
 */
export function judgeDurations(opinions: LengthOpinions, toleranceMs?: number): AudioDurations {
  const { declaredMs, packetsMs, decodedMs } = opinions;
  const given = opinionsIn(opinions);
  const believed = given[0] ?? null;
  const lengths = given.map((opinion) => opinion.ms);
  const spreadMs = given.length < 2 ? null : Math.max(...lengths) - Math.min(...lengths);
  const tolerance = toleranceMs ?? usualTolerance(believed?.ms ?? 0);
  const agree = spreadMs === null || spreadMs <= tolerance;
  return {
    declaredMs,
    packetsMs,
    decodedMs,
    believedMs: believed?.ms ?? null,
    believed: believed?.who ?? null,
    spreadMs,
    agree,
    why:
      believed === null
        ? "Nobody can tell how long it is."
        : why(believed, given, agree, opinions.declaredBy ?? "header"),
  };
}

/** The most believable first. */
function opinionsIn({ declaredMs, packetsMs, decodedMs }: LengthOpinions): readonly Opinion[] {
  const all = [
    { who: "decoded", ms: decodedMs },
    { who: "packets", ms: packetsMs },
    { who: "declared", ms: declaredMs },
  ] as const;
  return all.flatMap(({ who, ms }) => (ms !== null && Number.isFinite(ms) && ms >= 0 ? [{ who, ms }] : []));
}

function why(believed: Opinion, given: readonly Opinion[], agree: boolean, declaredBy: DeclaredBy): string {
  if (given.length === 1)
    return `Nobody but ${named(believed, declaredBy)} says how long it is: ${seconds(believed.ms)}.`;
  const others = given.slice(1).map((other) => `${named(other, declaredBy)} ${seconds(other.ms)}`);
  const sums = `${named(believed, declaredBy)} ${seconds(believed.ms)}, ${others.join(", ")}`;
  if (agree) return `All agree within the tolerance: ${sums}.`;
  return `They differ: ${sums}. ${reason(believed)}`;
}

function reason(believed: Opinion): string {
  switch (believed.who) {
    case "decoded":
      return "What decodes is what will be heard and transcribed.";
    case "packets":
      return "Packets were counted one by one; a header is written once and may be wrong.";
    case "declared":
      return "There is no other word on it.";
    default: {
      const never: never = believed.who;
      return never;
    }
  }
}

function named({ who }: Opinion, declaredBy: DeclaredBy): string {
  switch (who) {
    case "decoded":
      return "the decoder";
    case "packets":
      return "the count of packets";
    case "declared":
      return DECLARERS[declaredBy];
    default: {
      const never: never = who;
      return never;
    }
  }
}

const DECLARERS: Readonly<Record<DeclaredBy, string>> = {
  header: "the header",
  "bit-rate": "the first frame's bit rate",
  timestamps: "the last time in the file",
};
