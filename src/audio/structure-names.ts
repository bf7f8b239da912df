import type { AudioContainer } from "../domain/audio-report.ts";

/** What a file may be by the ending of its name; endings that say nothing of the kind are not here. */
const ENDINGS: Readonly<Record<string, readonly AudioContainer[]>> = {
  wav: ["wav", "rf64", "w64"],
  wave: ["wav", "rf64", "w64"],
  bwf: ["wav", "rf64"],
  rf64: ["rf64", "wav"],
  w64: ["w64", "wav"],
  aif: ["aiff"],
  aiff: ["aiff"],
  aifc: ["aiff"],
  au: ["au"],
  snd: ["au"],
  caf: ["caf"],
  flac: ["flac"],
  mp1: ["mp3"],
  mp2: ["mp3"],
  mp3: ["mp3"],
  mpga: ["mp3"],
  aac: ["aac"],
  adts: ["aac"],
  amr: ["amr"],
  awb: ["amr"],
  "3ga": ["3gp", "mp4", "amr"],
  ogg: ["ogg"],
  oga: ["ogg"],
  ogv: ["ogg"],
  opus: ["ogg"],
  spx: ["ogg"],
  mp4: ["mp4", "mov", "3gp"],
  m4a: ["mp4", "mov", "3gp"],
  m4b: ["mp4", "mov", "3gp"],
  m4r: ["mp4", "mov", "3gp"],
  m4v: ["mp4", "mov", "3gp"],
  mov: ["mp4", "mov", "3gp"],
  qt: ["mp4", "mov", "3gp"],
  "3gp": ["mp4", "mov", "3gp"],
  "3g2": ["mp4", "mov", "3gp"],
  mkv: ["matroska", "webm"],
  mka: ["matroska", "webm"],
  webm: ["matroska", "webm"],
  weba: ["matroska", "webm"],
  wma: ["asf"],
  wmv: ["asf"],
  asf: ["asf"],
  avi: ["avi"],
  flv: ["flv"],
  mts: ["mpegts"],
  m2ts: ["mpegts"],
  ts: ["mpegts"],
};

const NAMES: Readonly<Record<AudioContainer, string>> = {
  wav: "WAV",
  rf64: "WAV (RF64)",
  w64: "Wave64",
  aiff: "AIFF",
  au: "AU",
  caf: "CAF",
  flac: "FLAC",
  mp3: "MP3",
  aac: "AAC",
  amr: "AMR",
  ogg: "Ogg",
  mp4: "MP4",
  mov: "QuickTime",
  "3gp": "3GP",
  matroska: "Matroska",
  webm: "WebM",
  asf: "Windows Media",
  avi: "AVI",
  flv: "Flash video",
  mpegts: "an MPEG transport stream",
  other: "another kind",
};

/** A container's name for people. */
export function containerInWords(container: AudioContainer): string {
  return NAMES[container];
}

/** The ending of a name that promises another kind than the file is, such as `.mp3`; null when it fits or says nothing. */
export function wrongEnding(name: string, container: AudioContainer): string | null {
  const ending = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toLowerCase();
  const promised = ending === undefined || !Object.hasOwn(ENDINGS, ending) ? undefined : ENDINGS[ending];
  return promised === undefined || promised.includes(container) ? null : `.${ending}`;
}
