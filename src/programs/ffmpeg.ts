import type { AudioContainer } from "../domain/audio-report.ts";
import type { SoundSource } from "../domain/sound.ts";

/** What ffmpeg and ffprobe are told: pure argument arrays, for recordings that nobody vouches for. */

/** Containers of recordings. Playlists and scripts, which make ffmpeg open further files and addresses, are left out. */
const CONTAINERS = [
  ...["wav", "w64", "aiff", "au", "caf", "flac", "mp3", "aac", "ac3", "eac3", "amr", "ape", "wv", "tta"],
  ...["ogg", "matroska", "webm", "mov", "mp4", "m4a", "3gp", "3g2", "asf", "avi", "flv", "mpeg", "mpegts"],
].join(",");

const GUARDS = ["-protocol_whitelist", "file,pipe", "-format_whitelist", CONTAINERS];

/** `file:` keeps a name such as `http:x.mp3` or `-y` from being read as an address or an option. */
export const fileUrl = (path: string) => `file:${path}`;

/** Arguments of `ffprobe`: prints the codec of the first audio stream, nothing when there is none. */
export function probeCodec(input: string): string[] {
  const ask = ["-select_streams", "a:0", "-show_entries", "stream=codec_name", "-of", "csv=p=0"];
  return ["-hide_banner", "-v", "error", ...GUARDS, ...ask, fileUrl(input)];
}

/** Arguments of `ffprobe`: prints the length that the container tells, in seconds; a header may be wrong about it. */
export function probeLength(input: string): string[] {
  const ask = ["-show_entries", "format=duration", "-of", "csv=p=0"];
  return ["-hide_banner", "-v", "error", ...GUARDS, ...ask, fileUrl(input)];
}

/** What a recogniser wants: mono, 16 bits a sample, at this rate. */
const WAV_RATE = 16_000;
const WAV_BYTES_PER_MS = (WAV_RATE * 2) / 1000;
/** Size of the header when ffmpeg writes bit-exactly: no tags, so that the length tells the duration. */
const WAV_HEADER_BYTES = 44;

export interface Conversion {
  /** What {@link probeCodec} found. */
  readonly codec: string;
  /** Silence put in front. */
  readonly leadMs: number;
  /** Where the output is cut off, the lead included. */
  readonly maxMs: number;
}

/** Arguments of `ffmpeg`: the first audio stream of any recording as WAV. */
export function toWav(input: string, output: string, about: Conversion): string[] {
  // ffmpeg's own Opus decoder puts a full-scale burst into some stereo files; libopus does not.
  const decoder = about.codec === "opus" ? ["-c:a:0", "libopus"] : [];
  const speech = `-map 0:a:0 -af adelay=${about.leadMs}:all=1 -ac 1 -ar ${WAV_RATE} -c:a pcm_s16le -t ${about.maxMs}ms`;
  const bare = "-fflags +bitexact -flags:a +bitexact -map_metadata -1 -f wav -y";
  return [
    ...["-nostdin", "-hide_banner", "-v", "error", ...GUARDS, ...decoder, "-i", fileUrl(input)],
    ...[...speech.split(" "), ...bare.split(" "), fileUrl(output)],
  ];
}

/** Length of a WAV file that {@link toWav} made, from its size alone. */
export function wavDurationMs(bytes: number): number {
  return Math.max(0, Math.round((bytes - WAV_HEADER_BYTES) / WAV_BYTES_PER_MS));
}

/** From here on a program did not fail: it could not be run. */
const NOT_RUN = 126;

/** True when a program failed for a reason of this machine's: the recording is not to blame. */
export function isMachinesFault(end: { readonly code: number; readonly stderr: string }): boolean {
  if (end.code === 0) return false;
  const words = /No space left on device|Disk quota exceeded|Unknown (?:de|en)coder|Unrecognized option/;
  return end.code >= NOT_RUN || words.test(end.stderr);
}

/** ffmpeg's names of the readers of each container: what is known is not guessed again, and cannot be tricked into another. */
const READERS: Readonly<Record<AudioContainer, string | null>> = {
  ...{ wav: "wav", rf64: "wav", w64: "w64", aiff: "aiff", au: "au", caf: "caf", flac: "flac", mp3: "mp3", aac: "aac" },
  ...{ amr: "amr", ogg: "ogg", mp4: "mov", mov: "mov", "3gp": "mov", matroska: "matroska", webm: "matroska" },
  ...{ asf: "asf", avi: "avi", flv: "flv", mpegts: "mpegts" },
  other: null,
};

/** Larger pieces, fewer wake-ups: more than the largest pipe of most systems holds makes no difference. */
const PIPE_BYTES = 256 * 1024;

/** What stands before an output: the guards, what is known of the recording, and where it is. */
export function reading({ path, container, codec }: SoundSource): string[] {
  const reader = READERS[container];
  // ffmpeg's own Opus decoder puts a full-scale burst into some stereo files; libopus does not.
  const decoder = codec === "opus" ? ["-c:a:0", "libopus"] : [];
  const known = [...(reader === null ? [] : ["-f", reader]), ...decoder];
  return ["-nostdin", "-hide_banner", "-v", "error", ...GUARDS, ...known, "-i", fileUrl(path)];
}

/**
 * Arguments of `ffmpeg`: the first audio stream as WAV on standard output, rate and channels as they are, 16 bits a
 * sample. The WAV's header tells what the decoder really gives.
 */
export function decodeToPipe(source: SoundSource): string[] {
  const sound = "-map 0:a:0 -vn -sn -dn -c:a pcm_s16le -map_metadata -1 -fflags +bitexact -f wav";
  return [...reading(source), ...sound.split(" "), "-blocksize", String(PIPE_BYTES), "pipe:1"];
}
