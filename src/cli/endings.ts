/**
 * Endings of audio and video files that AssemblyAI lists as taken. Only folders are judged by them, where notes and
 * pictures lie between the recordings: a file that is named itself is taken whatever it is called.
 */
const RECORDINGS: ReadonlySet<string> = new Set(
  [
    "3ga 8svx aac ac3 aif aiff alac amr ape au dss flac flv m4a m4b m4p m4r mp3 mpga ogg oga mogg opus qcp tta voc wav",
    "wma wv webm mts m2ts ts mov mp2 mp4 m4v mxf",
  ].flatMap((line) => line.split(" ")),
);

/** Whether a file is a recording by its name. Hidden files are none: some systems put one beside each recording. */
export function isRecordingName(name: string): boolean {
  const dot = name.lastIndexOf(".");
  return dot > 0 && !name.startsWith(".") && RECORDINGS.has(name.slice(dot + 1).toLowerCase());
}

/** The name without its last ending; a name that is all ending, such as `.mp3`, stays whole. */
export function stemOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(0, dot) : name;
}
