import type { AudioReport } from "../domain/audio-report.ts";
import type { RepairStep } from "../domain/repair.ts";

/** Where the loudest sample is brought: converting the rate can lift it by a little. dBFS. */
const HIGHEST_DB = -3;
/** Less is not worth a conversion, dB. */
const LEAST_DB = 3;

/** How much louder a recording that is too quiet is made, dB: as far as nothing is cut flat. Null for not at all. */
export function raiseStep({ findings, levels }: AudioReport): { gainDb: number; step: RepairStep } | null {
  if (levels === null || !findings.some(({ code }) => code === "too-quiet")) return null;
  const gainDb = Math.floor((HIGHEST_DB - levels.peak) * 10) / 10;
  if (gainDb < LEAST_DB) return null;
  const words = `Makes it ${gainDb} dB louder: nothing in it is above ${Math.round(levels.peak)} dBFS.`;
  return { gainDb, step: { kind: "raise-level", mends: "too-quiet", needed: false, words, lossy: false } };
}
