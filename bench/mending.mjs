import { execFile } from "node:child_process";
import { mkdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { runChild } from "./children/run.mjs";
import { inFolder } from "./paths.mjs";
import { spreadOf } from "./statistics.mjs";

const run = promisify(execFile);
/** As targets count: 10^6 bytes. */
const MB = 1_000_000;
const FRAMES_A_SECOND = 14;
/** One frame without compression, 320 by 180, so that the film is as large as its picture is. */
const FRAME_BYTES = (320 * 180 * 3) / 2;

const speech = fileURLToPath(new URL("../test/audio/formats/jfk-faststart.m4a", import.meta.url));
const reading = fileURLToPath(new URL("../test/audio/clips/sonnet-1.mp3", import.meta.url));

/** The sound out of a film, in turns with plain ffmpeg doing the same. */
export async function largeVideo(bytes, rounds) {
  return inFolder(async (folder) => {
    const film = join(folder, "film.mov");
    await makeFilm(film, bytes);
    // Both find the file where the kernel has it.
    await plain(film, folder);
    const turns = [];
    for (let round = 0; round < rounds; round += 1) {
      const plainMs = await plain(film, folder);
      const ours = await mend(film, folder, "assemblyai");
      turns.push({ ...ours, plainMs });
    }
    const size = statSync(film).size;
    return {
      pace: spreadOf(turns.map((one) => size / MB / (one.wallMs / 1_000))),
      ratio: spreadOf(turns.map((one) => one.wallMs / one.plainMs)),
      programsPeakMB: spreadOf(turns.map((one) => one.programsPeak / MB)),
      // The two peaks need not fall together: no more than this was held.
      peakMB: spreadOf(turns.map((one) => (one.programsPeak + one.ownPeak) / MB)),
    };
  });
}

/** An hour of MP3 in pieces for a provider with a small limit of bytes. */
export async function hourInPieces(rounds) {
  return inFolder(async (folder) => {
    const hour = join(folder, "hour.mp3");
    await ffmpeg(["-stream_loop", "-1", "-i", reading, "-t", "3600", "-c", "copy", hour]);
    const turns = [];
    for (let round = 0; round < rounds; round += 1) turns.push(await mend(hour, folder, "openai"));
    return {
      timesRealTime: spreadOf(turns.map((one) => one.durationMs / one.wallMs)),
      programsPeakMB: spreadOf(turns.map((one) => one.programsPeak / MB)),
    };
  });
}

async function mend(recording, folder, provider) {
  const out = join(folder, "out");
  mkdirSync(out);
  try {
    return await runChild("mend.mjs", recording, out, process.env.PATH, provider);
  } finally {
    rmSync(out, { recursive: true });
  }
}

async function plain(film, folder) {
  const start = performance.now();
  const sound = ["-vn", "-map", "0:a:0", "-ac", "1", "-ar", "16000", "-sample_fmt", "s16"];
  await ffmpeg(["-i", film, ...sound, join(folder, "plain.flac")]);
  return performance.now() - start;
}

/** Frames and packets of sound in turns, as a camera writes them; the index stands at the end. */
async function makeFilm(path, bytes) {
  const seconds = Math.ceil(bytes / (FRAME_BYTES * FRAMES_A_SECOND));
  const picture = ["-f", "lavfi", "-i", `color=c=gray:s=320x180:r=${FRAMES_A_SECOND}`];
  const sound = ["-stream_loop", "-1", "-i", speech];
  await ffmpeg([...picture, ...sound, "-t", String(seconds), "-c:v", "rawvideo", "-c:a", "copy", path]);
}

async function ffmpeg(args) {
  await run("ffmpeg", ["-nostdin", "-v", "error", "-y", ...args]);
}
