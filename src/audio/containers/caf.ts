import type { Walked } from "../structure.ts";
import type { Bytes } from "../structure-bytes.ts";
import { found, foundLost, impossible, seconds, soundFormat, stopped, walked } from "../structure-findings.ts";
import { chunksOf } from "./chunks.ts";

/** Formats by ffmpeg's names; linear PCM is put together from its flags. */
const FORMATS: Readonly<Record<string, string>> = {
  "aac ": "aac",
  aach: "aac",
  alac: "alac",
  ima4: "adpcm_ima_qt",
  ulaw: "pcm_mulaw",
  alaw: "pcm_alaw",
  ".mp1": "mp1",
  ".mp2": "mp2",
  ".mp3": "mp3",
  opus: "opus",
  flac: "flac",
  samr: "amr_nb",
  "ac-3": "ac3",
  ilbc: "ilbc",
};

const INAUDIBLE_MS = 20;

/** Walks the chunks of Apple's Core Audio Format. */
export function walkCaf(bytes: Bytes): Walked {
  let description: Buffer | null = null;
  let frames: number | null = null;
  let sound: { readonly size: number; readonly here: number } | null = null;
  for (const chunk of chunksOf(bytes, 8, "caf")) {
    if (chunk.id === "desc") description = Buffer.from(bytes.at(chunk.at, 32));
    if (chunk.id === "pakt") {
      const packets = bytes.at(chunk.at, 24);
      if (packets.length === 24) frames = Number(packets.readBigInt64BE(8));
    }
    // Four bytes of edit count stand before the sound; a size of -1 means that it goes on to the end.
    if (chunk.id === "data") sound = { size: chunk.size < 0 ? -1 : chunk.size - 4, here: bytes.size - chunk.at - 4 };
  }
  if (description === null || description.length < 32) return stopped("header-corrupt", "The header breaks off.");
  const sampleRate = description.readDoubleBE(0);
  const kind = description.toString("latin1", 8, 12);
  const [flags, packetBytes, packetFrames, channels, bits] = [12, 16, 20, 24, 28].map((at) =>
    (description as Buffer).readUInt32BE(at),
  ) as [number, number, number, number, number];
  const wrong = impossible(sampleRate, channels);
  if (wrong !== null) return stopped("header-corrupt", wrong);
  const codec = kind === "lpcm" ? linear(flags, bits) : (FORMATS[kind] ?? null);
  const bitsPerSample = codec?.startsWith("pcm_") && bits > 0 ? bits : null;
  const format = soundFormat({ container: "caf", codec, sampleRate, channels, bitsPerSample });
  if (codec === null)
    return stopped(
      "unsupported-codec",
      `The sound is of kind ${JSON.stringify(kind)}, which nothing here decodes.`,
      format,
    );
  if (sound === null || sound.here <= 0 || sound.size === 0) {
    return stopped("zero-duration", "The header is sound, and no sample follows it.", format);
  }
  const cut = sound.size > sound.here;
  const steady = packetBytes > 0 && packetFrames > 0;
  if (!steady && frames === null && cut) {
    return walked({ format, findings: [foundLost("The table of packets stood at the end and is lost.")] });
  }
  const lengthOf = (count: number) => (((count / packetBytes) * packetFrames) / sampleRate) * 1000;
  const announced =
    sound.size < 0 ? null : steady ? lengthOf(sound.size) : frames === null ? null : (frames / sampleRate) * 1000;
  const packetsMs = steady ? lengthOf(sound.size < 0 ? sound.here : Math.min(sound.size, sound.here)) : null;
  const missingMs = cut && announced !== null ? announced * (1 - sound.here / sound.size) : 0;
  const findings =
    missingMs > INAUDIBLE_MS
      ? [found("truncated", `The header says ${seconds(announced ?? 0)}; the last ${seconds(missingMs)} are missing.`)]
      : announced === null
        ? [found("duration-undeclared", "The header leaves the length open.")]
        : [];
  return walked({
    format,
    declaredMs: announced,
    declaredBy: announced === null ? null : "header",
    packetsMs,
    findings,
  });
}

function linear(flags: number, bits: number): string | null {
  const isFloat = (flags & 1) === 1;
  const order = (flags & 2) === 2 ? "le" : "be";
  if (isFloat) return bits === 32 || bits === 64 ? `pcm_f${bits}${order}` : null;
  if (bits === 8) return "pcm_s8";
  return bits === 16 || bits === 24 || bits === 32 ? `pcm_s${bits}${order}` : null;
}
