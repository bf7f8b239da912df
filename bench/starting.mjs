import { execFile } from "node:child_process";
import { randomFillSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { runChild } from "./children/run.mjs";
import { COMMAND, inFolder } from "./paths.mjs";
import { spreadOf } from "./statistics.mjs";
import { startTwin } from "./twin.mjs";

const CLIP_BYTES = 256 * 1024;

const run = promisify(execFile);

/** How long somebody waits for the help, beside an empty program: the least that a Node command can take. */
export async function helpStart(rounds) {
  const helpMs = [];
  const emptyMs = [];
  for (let round = -1; round < rounds; round += 1) {
    const empty = await wallOf(() => run(process.execPath, ["-e", "0"]));
    const help = await wallOf(() => run(process.execPath, [COMMAND, "--help"]));
    if (round < 0) continue;
    emptyMs.push(empty);
    helpMs.push(help);
  }
  return { helpMs: spreadOf(helpMs), emptyMs: spreadOf(emptyMs) };
}

/** One clip after start-up, each in a fresh process, in pairs: what Tenuto adds to the calls themselves. */
export async function oneClip(rounds) {
  const figures = { overheadMs: [], bareMs: [], oursMs: [], startUpMs: [], bareStartUpMs: [] };
  const twin = await startTwin();
  try {
    await inFolder(async (folder) => {
      for (let round = -1; round < rounds; round += 1) {
        const clip = join(folder, `${round}.wav`);
        writeFileSync(clip, randomFillSync(new Uint8Array(CLIP_BYTES)));
        const store = join(folder, `${round}.db`);
        const bare = await runChild("one-clip.mjs", "bare", twin.url, store, clip);
        const ours = await runChild("one-clip.mjs", "ours", twin.url, store, clip);
        if (round < 0) continue;
        figures.overheadMs.push(ours.wallMs - bare.wallMs);
        figures.bareMs.push(bare.wallMs);
        figures.oursMs.push(ours.wallMs);
        figures.startUpMs.push(ours.startUpMs);
        figures.bareStartUpMs.push(bare.startUpMs);
      }
    });
  } finally {
    await twin.stop();
  }
  return Object.fromEntries(Object.entries(figures).map(([name, values]) => [name, spreadOf(values)]));
}

async function wallOf(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
