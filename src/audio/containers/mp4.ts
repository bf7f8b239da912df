import type { AudioContainer, AudioFinding, AudioFormat } from "../../domain/audio-report.ts";
import type { Walked } from "../structure.ts";
import type { Bytes } from "../structure-bytes.ts";
import { bytesInWords, found, foundLost, gapFindings, impossible, stopped, walked } from "../structure-findings.ts";
import { type Box, boxesOf, boxIn, MOST_OUTER } from "./mp4-box.ts";
import { countFragments, defaultLength, fragmentIn } from "./mp4-fragments.ts";
import { countSamples } from "./mp4-samples.ts";
import { clockIn, type Mp4Track, trackIn } from "./mp4-track.ts";

interface Outline {
  readonly index: Box | null;
  readonly media: Box | null;
  readonly lastFragments: readonly Box[];
  /** The box that runs past the end of the file. */
  readonly cut: Box | null;
}

const MOST_TRACKS = 64;
/** The last piece of sound is in one of the last fragments, tracks taking turns. */
const LAST_FRAGMENTS = 8;

/** Walks the boxes of MP4, MOV and 3GP. */
export function walkMp4(bytes: Bytes, container: AudioContainer, counting: boolean): Walked {
  const outline = outlineOf(bytes);
  const { index, cut } = outline;
  if (index === null || index === cut) {
    const media = outline.media !== null || cut !== null;
    if (!media) return stopped("header-corrupt", "There is no index (moov) and no sound.");
    const words = index === null ? "The index (moov) that stands at the end is missing" : "The index (moov) breaks off";
    return walked({ findings: [foundLost(`${words}: nothing of the recording can be read.`)] });
  }
  const tracks = tracksOf(bytes, index);
  const sounds = tracks.filter((track) => track.kind === "sound");
  const first = sounds[0];
  const hasVideo = tracks.some((track) => track.kind === "picture");
  if (first === undefined) {
    if (tracks.length === 0) return stopped("header-corrupt", "The index names no track.");
    return stopped("no-audio-track", hasVideo ? "There is a picture and no sound." : "There is no sound track.");
  }
  const format: AudioFormat = {
    container,
    codec: first.entry?.codec ?? null,
    sampleRate: first.entry?.sampleRate || null,
    channels: first.entry?.channels || null,
    bitsPerSample: first.entry?.codec?.startsWith("pcm_") ? first.entry.bits : null,
    hasVideo,
    audioTracks: sounds.length,
    indexAtEnd: outline.media !== null && outline.media.start < index.start,
  };
  const trouble = troubleWith(first, format);
  if (trouble !== null) return trouble;
  const declaredMs = declaredOf(bytes, outline, index, first);
  const fragmented = boxIn(bytes, index.at, index.end, "mvex") !== null;
  if (first.samples === 0 && (!fragmented || outline.lastFragments.length === 0)) {
    return stopped("zero-duration", "The index is sound, and names no packet of sound.", format);
  }
  const findings: AudioFinding[] = [];
  if (cut !== null) findings.push(found("truncated", `The last ${bytesInWords(cut.end - bytes.size)} are missing.`));
  if (declaredMs === null) findings.push(found("duration-undeclared", "The index leaves the length open."));
  const counted = counting ? count(bytes, index, first, fragmented) : null;
  return walked({
    format,
    declaredMs,
    declaredBy: declaredMs === null ? null : "header",
    packetsMs: counted?.ms ?? null,
    gaps: counted?.gaps ?? [],
    findings: [...findings, ...gapFindings(counted?.gaps ?? [])],
  });
}

function count(bytes: Bytes, index: Box, track: Mp4Track, fragmented: boolean) {
  const counted =
    fragmented || track.tables === null
      ? countFragments(bytes, track, defaultLength(bytes, index, track.id))
      : countSamples(bytes, track.tables, track.timescale);
  return counted.ms === null ? counted : { ...counted, ms: Math.max(0, counted.ms - track.skippedMs) };
}

function troubleWith(track: Mp4Track, format: AudioFormat): Walked | null {
  const { entry } = track;
  if (entry === null) return stopped("header-corrupt", "The index does not say what its sound is.", format);
  if (entry.encrypted)
    return stopped("encrypted", "The sound track is encrypted, and its key is not in the file.", format);
  if (entry.codec === null) {
    return stopped(
      "unsupported-codec",
      `The sound is of kind ${JSON.stringify(entry.type)}, which nothing here decodes.`,
      format,
    );
  }
  const wrong = impossible(entry.sampleRate || track.timescale, entry.channels);
  return wrong === null ? null : stopped("header-corrupt", wrong);
}

function outlineOf(bytes: Bytes): Outline {
  let [index, media, cut]: [Box | null, Box | null, Box | null] = [null, null, null];
  const fragments: Box[] = [];
  for (const box of boxesOf(bytes, 0, bytes.size, MOST_OUTER)) {
    if (box.type === "moov") index ??= box;
    if (box.type === "mdat") media ??= box;
    if (box.type === "moof" && box.end <= bytes.size && fragments.push(box) > LAST_FRAGMENTS) fragments.shift();
    if (box.end > bytes.size) cut = box;
  }
  return { index, media, cut, lastFragments: fragments };
}

function tracksOf(bytes: Bytes, index: Box): readonly Mp4Track[] {
  const tracks: Mp4Track[] = [];
  for (const box of boxesOf(bytes, index.at, index.end)) {
    if (box.type === "trak" && tracks.length < MOST_TRACKS) tracks.push(trackIn(bytes, box));
  }
  return tracks;
}

/** The track's own length, or with fragments where the last of them ends. */
function declaredOf(bytes: Bytes, outline: Outline, index: Box, track: Mp4Track): number | null {
  const header = boxIn(bytes, index.at, index.end, "mvhd");
  const { timescale, units } = header === null ? { timescale: 0, units: null } : clockIn(bytes.at(header.at, 32));
  // With an edit list less is played than the track holds: the beginning that only warms decoders up is left out.
  if (track.playedUnits !== null && timescale > 0) return (track.playedUnits / timescale) * 1000;
  if (track.declaredMs !== null) return track.declaredMs;
  if (track.timescale === 0) return null;
  const usual = defaultLength(bytes, index, track.id);
  for (const moof of outline.lastFragments.toReversed()) {
    const fragment = fragmentIn(bytes, moof, track.id, usual);
    if (fragment !== null) return ((fragment.begins + fragment.units) / track.timescale) * 1000;
  }
  return units !== null && timescale > 0 ? (units / timescale) * 1000 : null;
}
