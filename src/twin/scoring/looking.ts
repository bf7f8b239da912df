import { bytesOf } from "../../audio/structure-bytes.ts";
import { walk } from "../../audio/structure-walk.ts";
import type { AudioCode } from "../../domain/audio-report.ts";
import type { RecordingLook } from "../../domain/wire-form.ts";

/** What a recording that is in memory tells of itself. */
export function lookAt(bytes: Uint8Array): RecordingLook {
  const { format, declaredMs, packetsMs, findings } = walk(bytesOf(bytes), "", false);
  const rejected = findings.find(({ weight }) => weight === "reject")?.code;
  return {
    container: format?.container ?? null,
    codec: format?.codec ?? null,
    sampleRate: format?.sampleRate ?? null,
    channels: format?.channels ?? null,
    durationMs: packetsMs ?? declaredMs,
    trouble: rejected === undefined ? null : troubleOf(rejected),
  };
}

function troubleOf(code: AudioCode): RecordingLook["trouble"] {
  switch (code) {
    case "no-audio-track":
    case "zero-duration":
      return "no-sound";
    case "encrypted":
    case "unsupported-codec":
      return "undecodable";
    default:
      return "header";
  }
}
