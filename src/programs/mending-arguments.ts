import type { RepairTarget } from "../domain/audio-rules.ts";
import type { RepairPlan } from "../domain/repair.ts";
import { fileUrl, reading } from "./ffmpeg.ts";

/** What ffmpeg is told when it mends: pure argument arrays. */

type Output = NonNullable<RepairPlan["output"]>;

/** Where an output goes, and where it must end. */
export interface Place {
  readonly path: string;
  /** What would be larger is broken off here; whoever finds so many bytes knows it. */
  readonly maxBytes: number;
}

/** How files of a target end; providers that go by the name know these. */
export const ENDINGS: Readonly<Record<RepairTarget, string>> = { flac: "flac", wav: "wav", opus: "ogg" };

/** Words of a voice are as well understood as with three times as much. */
const OPUS_BITS_A_CHANNEL = 24_000;

/** Only the end of a progress report is read. */
const TELLING = ["-nostats", "-stats_period", "60", "-progress", "pipe:1"];

/** Arguments of `ffmpeg`: the first audio track as the plan wants it, in one file. */
export function writeAll(recording: string, output: Output, place: Place): string[] {
  const { source, pick, gainDb, fillGaps } = output;
  const filters = [
    // Where nothing is filled, times are counted by samples: else a jump would be told as length.
    fillGaps ? "aresample=async=1:first_pts=0" : "asetpts=N/SR/TB",
    // By its place and not by its name: what a header calls centre may be anything.
    ...(pick.kind === "one" ? [`pan=mono|c0=c${pick.channel}`] : []),
    ...(gainDb === 0 ? [] : [`volume=${gainDb}dB:precision=float`]),
  ];
  return [
    ...reading({ path: recording, ...source }),
    ...["-map", "0:a:0", "-vn", "-sn", "-dn"],
    ...["-af", filters.join(",")],
    ...(pick.kind === "mix" ? ["-ac", "1"] : []),
    ...writing(output, place),
  ];
}

/** The same as {@link writeAll} into a WAV for {@link writePart}, which may have more than the 4 GB of the usual header. */
export function writeForParts(recording: string, output: Output, place: Place): string[] {
  const args = writeAll(recording, { ...output, target: "wav" }, place);
  return args.flatMap((arg, index) => (arg === "wav" && index > args.indexOf("-i") ? [arg, "-rf64", "auto"] : [arg]));
}

/** Arguments of `ffmpeg`: a part of what {@link writeForParts} wrote. `toMs` is null for all that is left. */
export function writePart(
  wav: string,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number | null },
  output: Output,
  place: Place,
): string[] {
  const length = toMs === null ? [] : ["-t", `${toMs - fromMs}ms`];
  const all = reading({ path: wav, container: "wav", codec: "pcm_s16le" });
  const input = all.indexOf("-i");
  return [...all.slice(0, input), "-ss", `${fromMs}ms`, ...length, ...all.slice(input), ...writing(output, place)];
}

/** The length that ffmpeg reports of what it wrote, ms; 0 where nothing was written. */
export function writtenMs(progress: string): number {
  const told = [...progress.matchAll(/^out_time_us=(\d+)$/gm)].at(-1)?.[1];
  return told === undefined ? 0 : Math.round(Number(told) / 1_000);
}

/** Without tags, dates and names of encoders: the same recording gives the same bytes each time. */
function writing({ target, sampleRate, channels }: Output, { path, maxBytes }: Place): string[] {
  const bare = "-map_metadata -1 -map_chapters -1 -fflags +bitexact -flags:a +bitexact";
  return [
    ...["-ar", String(sampleRate), ...encoder(target, channels), ...bare.split(" "), ...TELLING],
    ...["-fs", String(maxBytes), "-y", fileUrl(path)],
  ];
}

function encoder(target: RepairTarget, channels: number): string[] {
  switch (target) {
    case "flac":
      // Lossy recordings decode to more than 16 bits, and as 24 bits FLAC is larger than WAV.
      // And 8 kB of room for tags are a tenth of a short clip.
      return ["-c:a", "flac", "-sample_fmt", "s16", "-metadata_header_padding", "0", "-f", "flac"];
    case "wav":
      return ["-c:a", "pcm_s16le", "-f", "wav"];
    case "opus":
      return ["-c:a", "libopus", "-b:a", String(OPUS_BITS_A_CHANNEL * channels), "-f", "ogg"];
    default:
      return target satisfies never;
  }
}
