import { basename } from "node:path";
import type { AudioReport } from "../domain/audio-report.ts";
import type { InspectionLimits } from "../domain/inspector.ts";
import type { Clock } from "../domain/runtime.ts";
import type { Decoded, Decoder, SoundFormat } from "../domain/sound.ts";
import { lengthInWords } from "./amounts.ts";
import { damageFindings } from "./damage.ts";
import { judgeDurations } from "./durations.ts";
import { fullScaleOf } from "./full-scale.ts";
import { soundFindings } from "./sound-findings.ts";
import { type Sound, SoundMeter } from "./sound-meter.ts";
import type { Structure } from "./structure.ts";
import { readStructure } from "./structure-read.ts";
import { joined, verdictOf } from "./verdict.ts";

/** Time for any recording, ms, a share of its length on top, and the most for all together. */
const LEAST_TIME_MS = 30_000;
const TIME_PER_LENGTH = 0.1;
const MOST_TIME_MS = 600_000;
/** Fewer bytes a millisecond has hardly any recording: the guess where nobody tells a length. */
const LEAST_BYTES_PER_MS = 1;

export interface InspectionMeans {
  readonly decoder: Decoder;
  readonly clock: Clock;
  /** Told as soon as the structure is known: the report without levels, and how long the whole may take, ms. */
  readonly onStructure?: (report: AudioReport, limitMs: number) => void;
}

/**
 * Looks into a recording: its structure, then, unless only that is asked for, all of its sound in one pass.
 * @throws AudioError when the path is no regular file or cannot be read; the signal's reason when it aborts.
 */
export async function inspectRecording(
  path: string,
  means: InspectionMeans,
  limits: InspectionLimits = {},
  name: string = basename(path),
): Promise<AudioReport> {
  const { clock, decoder } = means;
  const { quick = false, signal } = limits;
  const began = clock.monotonic();
  signal?.throwIfAborted();
  const structure = await readStructure(path, { name, countPackets: !quick });
  signal?.throwIfAborted();
  const report = (heard: Heard) => reportOf(structure, heard, name, limits.toleranceMs);
  if (quick) return report({ notChecked: "only the structure was asked for" });
  if (!structure.decodable) return report({ notChecked: "there is no sound to decode" });
  const limitMs = limits.timeoutMs ?? defaultLimit(structure);
  means.onStructure?.(report({ notChecked: tooLong(limitMs) }), limitMs);
  const format = structure.format;
  const meter = new SoundMeter(fullScaleOf(format?.codec ?? null));
  const source = { path, container: format?.container ?? "other", codec: format?.codec ?? null } as const;
  const leftMs = Math.max(1, limitMs - (clock.monotonic() - began));
  const decoded = await decoder.decode(
    source,
    { timeoutMs: leftMs, ...(signal === undefined ? {} : { signal }) },
    meter,
  );
  signal?.throwIfAborted();
  return report(heardOf(decoded, meter, limitMs));
}

type Heard =
  | { readonly notChecked: string }
  | { readonly notChecked: null; readonly sound: Sound | null; readonly complaints: readonly string[] };

function heardOf(decoded: Decoded, meter: SoundMeter, limitMs: number): Heard {
  switch (decoded.kind) {
    case "missing":
      return { notChecked: `${decoded.program} not found` };
    case "stopped":
      return { notChecked: decoded.why === "time" ? tooLong(limitMs) : decoded.words };
    case "decoded":
    case "failed":
      return { notChecked: null, sound: meter.finish(), complaints: decoded.complaints };
    default:
      return decoded satisfies never;
  }
}

function reportOf(structure: Structure, heard: Heard, file: string, toleranceMs: number | undefined): AudioReport {
  const { bytes, format } = structure;
  const [declaredMs, packetsMs] = [whole(structure.declaredMs), whole(structure.packetsMs)];
  const sound = heard.notChecked === null ? heard.sound : null;
  const decodedMs = heard.notChecked === null ? Math.round(sound?.durationMs ?? 0) : null;
  const durations = judgeDurations({ declaredMs, packetsMs, decodedMs }, toleranceMs);
  const complaints = heard.notChecked === null ? heard.complaints : [];
  const damage = damageFindings(structure, { durations, complaints });
  const findings = joined(structure.findings, damage, sound === null ? [] : soundFindings(sound));
  const notChecked = [
    ...(heard.notChecked === null ? [] : [`levels not checked: ${heard.notChecked}`]),
    ...(structure.changed ? ["the file was written to while it was looked at"] : []),
  ];
  return {
    file,
    bytes,
    verdict: verdictOf(findings),
    findings,
    format: format === null ? null : { ...format, ...heardFormat(sound?.format) },
    durations,
    levels: sound?.levels ?? null,
    channels: sound?.channels ?? null,
    notChecked: notChecked.length === 0 ? null : notChecked.join("; "),
  };
}

/** The decoder knows better than the header: some codings have another rate and other channels than they say. */
function heardFormat(format: SoundFormat | undefined): Partial<SoundFormat> {
  return format === undefined ? {} : { sampleRate: format.sampleRate, channels: format.channels };
}

/** Where opinions on the length differ the shorter one counts: a header may claim days. */
function defaultLimit({ declaredMs, packetsMs, bytes }: Structure): number {
  const told = [declaredMs, packetsMs].filter((ms) => ms !== null && ms > 0) as number[];
  const lengthMs = told.length > 0 ? Math.min(...told) : bytes / LEAST_BYTES_PER_MS;
  return Math.min(MOST_TIME_MS, Math.round(LEAST_TIME_MS + TIME_PER_LENGTH * lengthMs));
}

function whole(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}

function tooLong(limitMs: number): string {
  return `it took longer than ${lengthInWords(limitMs)}`;
}
