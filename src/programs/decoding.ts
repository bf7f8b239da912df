import type { ProgramEnd, StreamingPrograms } from "../domain/programs.ts";
import type { Decoded, Decoder } from "../domain/sound.ts";
import { decodeToPipe, isMachinesFault } from "./ffmpeg.ts";
import { WavPipe } from "./wav-pipe.ts";

/** A day of six channels at 48 kHz, 16 bits: what unfolds to more is stopped. */
const MOST_BYTES = 50_000_000_000;

/** Decodes with ffmpeg, one process a recording. */
export function ffmpegDecoder(programs: StreamingPrograms): Decoder {
  return {
    async decode(source, limits, sink) {
      const pipe = new WavPipe(sink);
      const within = { ...limits, outputBytes: MOST_BYTES };
      const end = await programs.stream("ffmpeg", decodeToPipe(source), within, (piece) => pipe.take(piece));
      return decodedOf(end);
    },
  };
}

function decodedOf(end: ProgramEnd): Decoded {
  switch (end.kind) {
    case "missing":
      return end;
    case "exited":
      if (isMachinesFault(end)) return { kind: "stopped", why: "other", words: machinesWords(end) };
      return { kind: end.code === 0 ? "decoded" : "failed", complaints: complaintsOf(end.stderr) };
    case "killed":
      return { kind: "stopped", why: end.why === "time" ? "time" : "other", words: WHY[end.why] };
    default:
      return end satisfies never;
  }
}

const WHY = {
  time: "it took longer than its time limit",
  output: "it unfolds to more sound than a day holds",
  aborted: "it was stopped",
  signal: "the system killed ffmpeg, as it happens when memory runs out",
} as const satisfies Record<Extract<ProgramEnd, { kind: "killed" }>["why"], string>;

function machinesWords({ code, stderr }: Extract<ProgramEnd, { kind: "exited" }>): string {
  return `ffmpeg ended with code ${code}: ${complaintsOf(stderr).at(-1) ?? "it gave no reason"}`;
}

/** `[flac @ 0x55d0c0ffee00] invalid sync code`: the address is another one each time. */
const SPEAKER = / @ 0x[0-9a-f]+\]/;

function complaintsOf(stderr: string): string[] {
  return stderr
    .split("\n")
    .map((line) =>
      line
        .replace(SPEAKER, "]")
        .replace(/\bfile:\S*\//, "")
        .trim(),
    )
    .filter((line) => line !== "");
}
