import type { AudioFinding, AudioFormat } from "../../domain/audio-report.ts";
import type { Walked } from "../structure.ts";
import type { Bytes } from "../structure-bytes.ts";
import { bytesInWords, found, foundLost, gapFindings, impossible, stopped, walked } from "../structure-findings.ts";
import { type Element, elementAt, elementsOf, floatIn, textIn, unsignedIn } from "./ebml.ts";
import { countBlocks } from "./matroska-blocks.ts";
import { type MatroskaTrack, matroskaTrackIn } from "./matroska-track.ts";

const ID = {
  docType: 0x4282,
  segment: 0x18538067,
  info: 0x1549a966,
  tracks: 0x1654ae6b,
  track: 0xae,
  cluster: 0x1f43b675,
  timestampScale: 0x2ad7b1,
  duration: 0x4489,
} as const;

const MOST_TRACKS = 64;
const NANOSECONDS = 1_000_000;

interface Outline {
  /** Milliseconds of one unit of time. */
  readonly unitMs: number;
  readonly declaredMs: number | null;
  readonly tracks: readonly MatroskaTrack[];
  readonly soundAt: number | null;
}

/** Walks Matroska and WebM up to the first cluster, and all of them to count packets. */
export function walkMatroska(bytes: Bytes, counting: boolean): Walked {
  const head = elementAt(bytes, 0);
  const segment = head?.end ? elementAt(bytes, head.end) : null;
  if (head === null || segment === null || segment.id !== ID.segment)
    return stopped("header-corrupt", "The header breaks off.");
  const container = docType(bytes, head) === "webm" ? "webm" : "matroska";
  const outline = outlineOf(bytes, segment);
  const missing = (segment.end ?? 0) - bytes.size;
  const sounds = outline.tracks.filter((track) => track.kind === "sound");
  const first = sounds[0];
  const hasVideo = outline.tracks.some((track) => track.kind === "picture");
  if (first === undefined) {
    if (hasVideo) return stopped("no-audio-track", "There is a picture and no sound.");
    if (missing > 0 && outline.soundAt === null)
      return walked({ findings: [foundLost("The file breaks off within its header.")] });
    return stopped("header-corrupt", "The header names no track.");
  }
  const format: AudioFormat = {
    container,
    codec: first.codec,
    sampleRate: first.sampleRate,
    channels: first.channels,
    bitsPerSample: first.codec?.startsWith("pcm_") ? first.bits : null,
    hasVideo,
    audioTracks: sounds.length,
    indexAtEnd: false,
  };
  if (first.encrypted)
    return stopped("encrypted", "The sound track is encrypted, and its key is not in the file.", format);
  const wrong = impossible(first.sampleRate, first.channels);
  if (wrong !== null) return stopped("header-corrupt", wrong);
  if (first.codec === null)
    return stopped(
      "unsupported-codec",
      `The sound is of kind ${JSON.stringify(first.codecId)}, which nothing here decodes.`,
      format,
    );
  if (outline.soundAt === null)
    return stopped("zero-duration", "The header is sound, and no packet follows it.", format);
  const until = Math.min(segment.end ?? bytes.size, bytes.size);
  const counted = counting ? countBlocks(bytes, outline.soundAt, until, first, outline.unitMs) : null;
  const { declaredMs } = outline;
  const findings: AudioFinding[] = [];
  if (missing > 0) findings.push(found("truncated", `The last ${bytesInWords(missing)} are missing.`));
  if (declaredMs === null)
    findings.push(
      found("duration-undeclared", "The header leaves the length open, as recordings do that were written live."),
    );
  return walked({
    format,
    declaredMs,
    declaredBy: declaredMs === null ? null : "header",
    packetsMs: counted?.ms ?? null,
    gaps: counted?.gaps ?? [],
    findings: [...findings, ...gapFindings(counted?.gaps ?? [])],
  });
}

function docType(bytes: Bytes, head: Element): string {
  for (const element of elementsOf(bytes, head.at, head.end ?? bytes.size)) {
    if (element.id === ID.docType) return textIn(bytes, element);
  }
  return "matroska";
}

function outlineOf(bytes: Bytes, segment: Element): Outline {
  let [scale, units, soundAt]: [number, number | null, number | null] = [NANOSECONDS, null, null];
  const tracks: MatroskaTrack[] = [];
  for (const element of elementsOf(bytes, segment.at, Math.min(segment.end ?? bytes.size, bytes.size))) {
    const end = Math.min(element.end ?? bytes.size, bytes.size);
    if (element.id === ID.cluster) soundAt = element.start;
    // Some programs write the tracks behind the sound; most write them before, and then the walk is over.
    if (soundAt !== null && tracks.length > 0) break;
    if (element.id === ID.info) {
      for (const field of elementsOf(bytes, element.at, end)) {
        if (field.id === ID.timestampScale) scale = unsignedIn(bytes, field) || NANOSECONDS;
        if (field.id === ID.duration) units = floatIn(bytes, field);
      }
    } else if (element.id === ID.tracks) {
      for (const entry of elementsOf(bytes, element.at, end)) {
        if (entry.id === ID.track && tracks.length < MOST_TRACKS) tracks.push(matroskaTrackIn(bytes, entry));
      }
    }
  }
  const unitMs = scale / NANOSECONDS;
  const declared = units !== null && Number.isFinite(units) && units > 0 ? units * unitMs : null;
  return { unitMs, declaredMs: declared, tracks, soundAt };
}
