import type { ScoreAsk, ScoreTrouble } from "../../domain/scoring-server.ts";
import type { RecordingLook, TakenRecording } from "../../domain/wire-form.ts";
import type { ScoringScript } from "./script.ts";

/** Where the length of a recording is unknown it is taken for 16-bit mono at 16 kHz. */
const ASSUMED_BYTES_PER_MS = 32;

/** Containers that are read as they are; all others are converted first. */
const READ_AS_THEY_ARE: readonly string[] = ["wav", "rf64", "w64", "flac", "ogg"];

/** The one kind of recording that a strict service takes. */
const STRICT_RATE = 16_000;

/** Length of a recording in ms; judged by its size where its bytes do not tell. */
export function lengthOf({ bytes, look }: TakenRecording): number {
  return look?.durationMs ?? bytes / ASSUMED_BYTES_PER_MS;
}

/** Why a recording is refused before anybody listens to it; null where it is taken. */
export function troubleWith(
  recording: TakenRecording,
  { task, later }: Pick<ScoreAsk, "task" | "later">,
  { strictAudio, syncLimitMs }: Pick<ScoringScript, "strictAudio" | "syncLimitMs">,
): ScoreTrouble | null {
  const { look } = recording;
  if (look?.trouble === "header") return { kind: "header", format: formatOf(look) };
  if (look?.trouble === "no-sound") return { kind: "no-sound" };
  const isFree = task !== "scripted";
  if (isFree && strictAudio && look !== undefined && !isStrict(look)) return { kind: "format" };
  if (look?.trouble === "undecodable") return undecodable(recording);
  return isFree && !later && lengthOf(recording) > syncLimitMs ? { kind: "too-big" } : null;
}

/** That nothing of a recording decodes. */
export function undecodable({ look }: TakenRecording): ScoreTrouble {
  const needsConversion = !READ_AS_THEY_ARE.includes(look?.container ?? "");
  return { kind: "undecodable", format: formatOf(look), needsConversion };
}

/** What a recording is called, for people. */
function formatOf(look: RecordingLook | undefined): string {
  return look?.container ?? "unknown";
}

/** 16 kHz mono WAV, FLAC or Opus in Ogg. Opus has no rate of its own: its header always says 48 kHz. */
function isStrict({ container, codec, sampleRate, channels }: RecordingLook): boolean {
  if (channels !== 1) return false;
  if (container === "ogg") return codec === "opus";
  return (container === "wav" || container === "flac") && sampleRate === STRICT_RATE;
}
