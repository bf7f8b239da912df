import type { AudioDurations, AudioFinding } from "../domain/audio-report.ts";
import { lengthInWords } from "./amounts.ts";
import type { Structure } from "./structure.ts";

/** What decoding showed: how much sound there is, and what the decoder complained of. */
export interface DecodingResult {
  readonly durations: AudioDurations;
  readonly complaints: readonly string[];
}

/** What ffmpeg says of each packet that it could not decode, up to its version 6 and after. */
const LOST_PACKET = /Error (while decoding|submitting packet to decoder)/;

/**
 * What only decoding shows: damage, an end that comes early, a length that is not what the header says. Pure.
 *
 * Less sound than packets, or a packet that cannot be decoded, is damage; a complaint alone is none. A complaint with all
 * that the header promises behind it missing is an end that came early. Everything else is a header that is wrong.
 */
export function damageFindings(
  { findings, gaps }: Structure,
  { durations, complaints }: DecodingResult,
): AudioFinding[] {
  const told = new Set(findings.map(({ code }) => code));
  const { declaredMs, packetsMs, decodedMs, agree } = durations;
  if (decodedMs === 0) return [nothingDecodes(complaints)];
  // Missing sound and complaints about it are explained already.
  if (told.has("truncated") || told.has("decode-errors")) return [];
  // Nobody listened: what was counted speaks against the header all the same.
  if (decodedMs === null) return agree || declaredMs === null ? [] : [mismatch(declaredMs, durations)];
  const missingMs = (declaredMs ?? packetsMs ?? decodedMs) - decodedMs;
  const lost = complaints.filter((line) => LOST_PACKET.test(line)).length;
  const isShort = !agree && missingMs > 0;
  if (isShort && complaints.length > 0 && lost <= 1 && packetsMs === null) {
    const message = `It announces ${lengthInWords(decodedMs + missingMs)} and breaks off within a packet after ${lengthInWords(decodedMs)}.`;
    return [{ code: "truncated", weight: "warn", message }];
  }
  const hasLostSound = isShort && packetsMs !== null && packetsMs - decodedMs > missingMs / 2 && gaps.length === 0;
  if (lost > 0 || hasLostSound) return [damaged(durations, complaints, lost)];
  if (!agree && declaredMs !== null) return [mismatch(declaredMs, durations)];
  return [];
}

function nothingDecodes(complaints: readonly string[]): AudioFinding {
  const said = complaints[0];
  if (said === undefined) return { code: "zero-duration", weight: "reject", message: "No sound comes out of it." };
  const isUnknown = complaints.some((line) =>
    /Decoder .*not found|Unknown codec|not implemented|codec none/i.test(line),
  );
  const message = `Nothing in it can be decoded: ${said}`;
  return { code: isUnknown ? "unsupported-codec" : "decode-errors", weight: "reject", message };
}

function damaged(
  { packetsMs, declaredMs, decodedMs }: AudioDurations,
  complaints: readonly string[],
  lost: number,
): AudioFinding {
  const missingMs = (packetsMs ?? declaredMs ?? 0) - (decodedMs ?? 0);
  const parts = [
    ...(lost > 0 ? [`${lost} ${lost === 1 ? "packet" : "packets"} cannot be decoded`] : []),
    ...(missingMs > 0 ? [`${lengthInWords(missingMs)} of sound are lost`] : []),
    ...(complaints[0] === undefined ? [] : [`the decoder says: ${complaints[0]}`]),
  ];
  return { code: "decode-errors", weight: "warn", message: `It is damaged: ${parts.join("; ")}.` };
}

function mismatch(declaredMs: number, { decodedMs, packetsMs }: AudioDurations): AudioFinding {
  const announced = lengthInWords(declaredMs);
  const real = lengthInWords(decodedMs ?? packetsMs ?? 0);
  // Decoders that believe the header do not read what stands behind.
  const behind = decodedMs !== null && packetsMs !== null && announced === real ? lengthInWords(packetsMs) : real;
  const message =
    behind === real
      ? `It announces ${announced} and holds ${real} of sound.`
      : `It announces ${announced}, and that much decodes, while its packets make ${behind}.`;
  return { code: "duration-mismatch", weight: "warn", message };
}
