import type { AudioReport } from "../domain/audio-report.ts";
import type { Piece, Prepared } from "../domain/job.ts";

/** Where there is sound in a recording; nothing where its levels were not measured. */
export function soundIn({ levels, durations }: AudioReport): Pick<Prepared, "sound"> {
  const endMs = durations.believedMs;
  if (levels === null || endMs === null || levels.sounding === 0) return {};
  const first = levels.pauses.at(0);
  const last = levels.pauses.at(-1);
  const fromMs = first !== undefined && first.fromMs <= 0 ? first.toMs : 0;
  const toMs = last !== undefined && last.toMs >= endMs ? last.fromMs : endMs;
  const silentMs = levels.pauses.reduce((sum, pause) => sum + pause.toMs - pause.fromMs, 0);
  return toMs <= fromMs ? {} : { sound: { fromMs, toMs, ms: Math.max(0, endMs - silentMs) } };
}

/** The same within a piece of it, counted from the piece's beginning; null where nobody measured. */
export function soundInPiece({ sound }: Pick<Prepared, "sound">, { fromMs, toMs }: Piece): Prepared["sound"] | null {
  if (sound === undefined) return null;
  const from = Math.max(sound.fromMs, fromMs);
  const to = Math.min(sound.toMs, toMs ?? sound.toMs);
  const share = (to - from) / (sound.toMs - sound.fromMs);
  return to <= from ? null : { fromMs: from - fromMs, toMs: to - fromMs, ms: sound.ms * share };
}
