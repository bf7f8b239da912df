import type { Walked } from "../structure.ts";
import type { Bytes } from "../structure-bytes.ts";
import { found, soundFormat, stopped, walked } from "../structure-findings.ts";

const SOUND = 8;
const PICTURE = 9;
const MOST_TAGS = 500;

/** Codecs by their number, by ffmpeg's names. */
const CODECS: Readonly<Record<number, string>> = {
  0: "pcm_s16le",
  1: "adpcm_swf",
  2: "mp3",
  3: "pcm_s16le",
  4: "nellymoser",
  5: "nellymoser",
  6: "nellymoser",
  7: "pcm_alaw",
  8: "pcm_mulaw",
  10: "aac",
  11: "speex",
  14: "mp3",
};

/** Reads the first tags of Flash video and the time of the last one. */
export function walkFlv(bytes: Bytes): Walked {
  let position = bytes.at(5, 4).length === 4 ? bytes.at(5, 4).readUInt32BE(0) + 4 : bytes.size;
  let [hasVideo, sound]: [boolean, number | null] = [false, null];
  for (let count = 0; count < MOST_TAGS && (sound === null || !hasVideo); count++) {
    const tag = bytes.at(position, 12);
    if (tag.length < 12) break;
    const kind = (tag[0] ?? 0) & 31;
    if (kind === PICTURE) hasVideo = true;
    if (kind === SOUND) sound ??= tag[11] ?? 0;
    position += 15 + tag.readUIntBE(1, 3);
  }
  if (sound === null)
    return hasVideo
      ? stopped("no-audio-track", "There is a picture and no sound.")
      : stopped("header-corrupt", "The header breaks off.");
  const codec = CODECS[sound >> 4] ?? null;
  const rate = [5_512, 11_025, 22_050, 44_100][(sound >> 2) & 3] ?? null;
  // Of AAC the tag always says 44.1 kHz and two channels, whatever it is.
  const open = codec === "aac";
  const format = soundFormat({
    container: "flv",
    codec,
    sampleRate: open ? null : rate,
    channels: open ? null : (sound & 1) + 1,
    hasVideo,
  });
  if (codec === null)
    return stopped("unsupported-codec", `The sound is of kind ${sound >> 4}, which nothing here decodes.`, format);
  const ms = lastTime(bytes);
  const cut = ms === null ? [found("truncated", "The file ends in the middle of a tag: it was cut off.")] : [];
  return walked({ format, declaredMs: ms, declaredBy: ms === null ? null : "timestamps", findings: cut });
}

/** Each tag is followed by its length, so that the last one can be found from the end; null when it is cut. */
function lastTime(bytes: Bytes): number | null {
  const size = bytes.at(bytes.size - 4, 4);
  const length = size.length === 4 ? size.readUInt32BE(0) : 0;
  const tag = bytes.at(bytes.size - 4 - length, 11);
  if (length < 11 || tag.length < 11 || tag.readUIntBE(1, 3) !== length - 11) return null;
  return tag.readUIntBE(4, 3) + (tag[7] ?? 0) * 2 ** 24;
}
