import type { AudioFinding } from "../../domain/audio-report.ts";
import type { Walked } from "../structure.ts";
import type { Bytes } from "../structure-bytes.ts";
import { bytesInWords, found, impossible, stopped, walked } from "../structure-findings.ts";
import { chunksOf } from "./chunks.ts";
import { type WaveFormat, waveFormatIn } from "./wave-codecs.ts";

interface Stream {
  readonly sound: boolean;
  readonly picture: boolean;
  readonly format: WaveFormat | null;
  readonly declaredMs: number | null;
}

/** Walks the lists of an AVI file. */
export function walkAvi(bytes: Bytes): Walked {
  const streams: Stream[] = [];
  let cut = 0;
  for (const chunk of chunksOf(bytes, 12, "riff")) {
    const name = chunk.id === "LIST" ? bytes.at(chunk.at, 4).toString("latin1") : chunk.id;
    if (name === "hdrl") {
      for (const list of chunksOf(bytes, chunk.at + 4, "riff")) {
        if (list.at >= chunk.at + chunk.size) break;
        if (list.id === "LIST" && bytes.at(list.at, 4).toString("latin1") === "strl")
          streams.push(streamIn(bytes, list.at + 4, list.at + list.size));
      }
    }
    if (name === "movi") cut = chunk.at + chunk.size - bytes.size;
  }
  const sounds = streams.filter((stream) => stream.sound);
  const first = sounds[0];
  const hasVideo = streams.some((stream) => stream.picture);
  if (first === undefined) {
    return hasVideo
      ? stopped("no-audio-track", "There is a picture and no sound.")
      : stopped("header-corrupt", "The header breaks off.");
  }
  const wave = first.format;
  const wrong =
    wave === null ? "The header does not say what its sound is." : impossible(wave.sampleRate, wave.channels);
  if (wave === null || wrong !== null) return stopped("header-corrupt", wrong ?? "");
  const format = {
    container: "avi" as const,
    codec: wave.codec,
    sampleRate: wave.sampleRate,
    channels: wave.channels,
    bitsPerSample: wave.isPcm ? wave.bitsPerSample : null,
    hasVideo,
    audioTracks: sounds.length,
    indexAtEnd: false,
  };
  if (wave.codec === null)
    return stopped(
      "unsupported-codec",
      `The sound is of kind 0x${wave.tag.toString(16)}, which nothing here decodes.`,
      format,
    );
  const findings: AudioFinding[] = [];
  if (cut > 1) findings.push(found("truncated", `The last ${bytesInWords(cut)} are missing.`));
  const { declaredMs } = first;
  if (declaredMs === null) findings.push(found("duration-undeclared", "The header leaves the length open."));
  return walked({ format, declaredMs, declaredBy: declaredMs === null ? null : "header", findings });
}

function streamIn(bytes: Bytes, from: number, until: number): Stream {
  let [kind, declaredMs, format]: [string, number | null, WaveFormat | null] = ["", null, null];
  for (const chunk of chunksOf(bytes, from, "riff")) {
    if (chunk.at >= until) break;
    if (chunk.id === "strh") {
      const head = bytes.at(chunk.at, 36);
      if (head.length < 36) break;
      kind = head.toString("latin1", 0, 4);
      const [scale, rate, length] = [head.readUInt32LE(20), head.readUInt32LE(24), head.readUInt32LE(32)];
      declaredMs = scale > 0 && rate > 0 && length > 0 ? (length * scale * 1000) / rate : null;
    }
    if (chunk.id === "strf" && kind === "auds") format = waveFormatIn(bytes.at(chunk.at, Math.min(chunk.size, 40)));
  }
  return { sound: kind === "auds", picture: kind === "vids", format, declaredMs };
}
