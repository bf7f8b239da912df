import type { Walked } from "../structure.ts";
import type { Bytes } from "../structure-bytes.ts";
import { bytesInWords, found, soundFormat, stopped, walked } from "../structure-findings.ts";
import { countFrames, endsWithinFrame, type FrameReader } from "./frames.ts";

/** Bytes of a frame by its kind, header included; 0 for kinds that do not exist. */
const NARROW = [13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1];
const WIDE = [18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1];

const NARROW_MAGIC = "#!AMR\n";
const WIDE_MAGIC = "#!AMR-WB\n";

/** Each frame holds 20 ms. */
const FRAME_MS = 20;

/** Reads AMR and AMR-WB, which never declare a length. */
export function walkAmr(bytes: Bytes, counting: boolean): Walked {
  const head = bytes.at(0, 15).toString("latin1");
  const wide = head.startsWith(WIDE_MAGIC);
  if (!wide && !head.startsWith(NARROW_MAGIC)) {
    const several = head.startsWith("#!AMR_MC1.0\n") || head.startsWith("#!AMR-WB_MC1.0\n");
    if (several) return stopped("unsupported-codec", "AMR of several channels, which nothing here decodes.");
    return stopped("header-corrupt", "The header breaks off.");
  }
  const sampleRate = wide ? 16_000 : 8_000;
  const format = soundFormat({ container: "amr", codec: wide ? "amr_wb" : "amr_nb", sampleRate, channels: 1 });
  const from = wide ? WIDE_MAGIC.length : NARROW_MAGIC.length;
  const frames = reader(wide ? WIDE : NARROW, sampleRate);
  if (bytes.size <= from) return stopped("zero-duration", "The header is sound, and no frame follows it.", format);
  const counted = counting ? countFrames(bytes, frames, 0, from, bytes.size) : null;
  const cut = counted?.cut ?? endsWithinFrame(bytes, frames, 0, from, bytes.size);
  const stray = counted?.strayBytes ?? 0;
  return walked({
    format,
    packetsMs: counted === null ? null : counted.frames * FRAME_MS,
    findings: [
      ...(cut ? [found("truncated", "The file ends in the middle of a frame: it was cut off.")] : []),
      ...(stray > 0 ? [found("decode-errors", `${bytesInWords(stray)} amid the sound are no sound.`)] : []),
    ],
  });
}

function reader(sizes: readonly number[], sampleRate: number): FrameReader {
  return {
    headBytes: 1,
    read(buffer, at) {
      const head = buffer[at] ?? 0xff;
      const length = sizes[(head >> 3) & 15] ?? 0;
      // One bit says that the frame is whole; the others are always unset.
      if ((head & 0x83) !== 0 || length === 0) return null;
      return { length, samples: (sampleRate * FRAME_MS) / 1000, sampleRate, channels: 1, kind: 0 };
    },
  };
}
