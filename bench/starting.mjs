import { execFile } from "node:child_process";
import { randomFillSync } from "node:crypto";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { runChild } from "./children/run.mjs";
import { COMMAND, inFolder } from "./paths.mjs";
import { spreadOf } from "./statistics.mjs";
import { startTwin } from "./twin.mjs";

const CLIP_BYTES = 256 * 1024;

const SAMPLE = fileURLToPath(new URL("../samples/goforward.wav", import.meta.url));

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
export function oneClip(rounds) {
  return clipThrough(
    "one-clip.mjs",
    {},
    (path) => writeFileSync(path, randomFillSync(new Uint8Array(CLIP_BYTES))),
    rounds,
  );
}

/** The same with free speech before ELSA's twin: one call, answered with scores that nobody works for. */
export function elsaClip(rounds) {
  return clipThrough("elsa-clip.mjs", { provider: "elsa" }, (path) => copyFileSync(SAMPLE, path), rounds);
}

async function clipThrough(child, twinOptions, writeClip, rounds) {
  const figures = { overheadMs: [], bareMs: [], oursMs: [], startUpMs: [], bareStartUpMs: [] };
  const twin = await startTwin(twinOptions);
  try {
    await inFolder(async (folder) => {
      for (let round = -1; round < rounds; round += 1) {
        const clip = join(folder, `${round}.wav`);
        writeClip(clip);
        const store = join(folder, `${round}.db`);
        const bare = await runChild(child, "bare", twin.url, store, clip);
        const ours = await runChild(child, "ours", twin.url, store, clip);
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
