import type { AudioContainer, AudioFinding } from "../domain/audio-report.ts";
import { walkAdts } from "./containers/adts.ts";
import { walkAiff } from "./containers/aiff.ts";
import { walkAmr } from "./containers/amr.ts";
import { walkAsf } from "./containers/asf.ts";
import { walkAu } from "./containers/au.ts";
import { walkAvi } from "./containers/avi.ts";
import { walkCaf } from "./containers/caf.ts";
import { walkFlac } from "./containers/flac.ts";
import { walkFlv } from "./containers/flv.ts";
import { walkMatroska } from "./containers/matroska.ts";
import { walkMp3 } from "./containers/mp3.ts";
import { walkMp4 } from "./containers/mp4.ts";
import { walkTransport } from "./containers/mpegts.ts";
import { walkOgg } from "./containers/ogg.ts";
import { tagsBegin } from "./containers/tags.ts";
import { walkWav } from "./containers/wav.ts";
import { MAGIC_BYTES, magicOf } from "./magic.ts";
import type { Walked } from "./structure.ts";
import type { Bytes } from "./structure-bytes.ts";
import { bytesInWords, found, inOrder, soundFormat, stopped, walked } from "./structure-findings.ts";
import { containerInWords, wrongEnding } from "./structure-names.ts";

/** Recognition gets less sure below this, samples a second. */
const LOW_RATE = 16_000;

/**
 * Tells what a recording is by its bytes. Never throws, and looks at no more than a few megabytes of them, however many
 * there are, unless packets are counted.
 */
export function walk(bytes: Bytes, name: string, counting: boolean): Walked {
  if (bytes.size === 0) return stopped("empty-file", "The file has no bytes.");
  const tags = tagsBegin(bytes);
  const seen = tags > 0 ? behindTags(bytes, tags, counting) : byMagic(bytes, counting);
  return { ...seen, findings: inOrder([...seen.findings, ...common(seen, name)]) };
}

function byMagic(bytes: Bytes, counting: boolean): Walked {
  const magic = magicOf(Buffer.from(bytes.at(0, MAGIC_BYTES)));
  switch (magic.kind) {
    case "recording":
      return byContainer(bytes, magic.container, counting);
    case "other":
      return walked({ format: soundFormat({ container: "other", codec: magic.codec }) });
    case "not-audio":
      return stopped("not-audio", `The file is ${magic.what}.`);
    case "unknown":
      return byFrames(bytes, 0, counting) ?? stopped("unrecognized", "Its beginning fits no kind of recording.");
    default: {
      const never: never = magic;
      return never;
    }
  }
}

function behindTags(bytes: Bytes, tags: number, counting: boolean): Walked {
  if (tags >= bytes.size) {
    const cut = tags > bytes.size ? " and breaks off" : "";
    return stopped(
      "zero-duration",
      `The file holds a title and such (ID3, ${bytesInWords(bytes.size)})${cut}, and no sound.`,
    );
  }
  if (bytes.at(tags, 4).toString("latin1") === "fLaC") return walkFlac(bytes, tags);
  return (
    byFrames(bytes, tags, counting) ?? stopped("unrecognized", "What follows its ID3 tag fits no kind of recording.")
  );
}

function byFrames(bytes: Bytes, from: number, counting: boolean): Walked | null {
  return walkAdts(bytes, from, counting) ?? walkMp3(bytes, from, counting);
}

function byContainer(bytes: Bytes, container: AudioContainer, counting: boolean): Walked {
  switch (container) {
    case "wav":
    case "rf64":
    case "w64":
      return walkWav(bytes, container);
    case "aiff":
      return walkAiff(bytes);
    case "au":
      return walkAu(bytes);
    case "caf":
      return walkCaf(bytes);
    case "flac":
      return walkFlac(bytes, 0);
    case "mp3":
    case "aac":
      return byFrames(bytes, 0, counting) ?? stopped("unrecognized", "Its beginning fits no kind of recording.");
    case "amr":
      return walkAmr(bytes, counting);
    case "ogg":
      return walkOgg(bytes, counting);
    case "mp4":
    case "mov":
    case "3gp":
      return walkMp4(bytes, container, counting);
    case "matroska":
    case "webm":
      return walkMatroska(bytes, counting);
    case "asf":
      return walkAsf(bytes);
    case "avi":
      return walkAvi(bytes);
    case "flv":
      return walkFlv(bytes);
    case "mpegts":
      return walkTransport(bytes);
    case "other":
      return walked({ format: soundFormat({ container }) });
    default: {
      const never: never = container;
      return never;
    }
  }
}

/** What is told of every kind of recording alike. */
function common(seen: Walked, name: string): readonly AudioFinding[] {
  const { format } = seen;
  if (format === null) return [];
  const findings: AudioFinding[] = [];
  const ending = wrongEnding(name, format.container);
  if (ending !== null) {
    findings.push(
      found(
        "extension-mismatch",
        `The name ends with ${ending}, and the file is ${containerInWords(format.container)}.`,
      ),
    );
  }
  if (format.channels !== null && format.channels > 2) {
    findings.push(found("more-than-two-channels", `There are ${format.channels} channels.`));
  }
  if (format.audioTracks > 1)
    findings.push(found("multiple-audio-tracks", `There are ${format.audioTracks} audio tracks.`));
  if (format.hasVideo)
    findings.push(found("video-container", `It is a film in ${containerInWords(format.container)}.`));
  if (format.sampleRate !== null && format.sampleRate < LOW_RATE) {
    findings.push(found("low-sample-rate", `It has ${format.sampleRate.toLocaleString("en-US")} samples a second.`));
  }
  return findings;
}
