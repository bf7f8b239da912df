import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { soundswallowerAligner } from "../dist/programs/aligner.js";
import { hostPrograms } from "../dist/programs/programs.js";
import { inFolder } from "./paths.mjs";
import { spreadOf } from "./statistics.mjs";

const AUDIO = fileURLToPath(new URL("../test/audio/", import.meta.url));
const CLIPS = ["austen-0870", "austen-0880", "austen-0890", "austen-0920", "austen-0930", "jfk", "cards-005"];
/** So often the clips make five minutes. */
const TIMES = 8;
const limits = { timeoutMs: 600_000 };

/** Aligning five minutes of speech, and how near to the published alignments the words of five clips come. */
export function aligning(rounds) {
  return inFolder(async (folder) => {
    const seen = { peakMB: 0, cpuMs: 0 };
    const programs = hostPrograms(undefined, watcher(seen));
    const aligner = soundswallowerAligner(programs, { tempDir: folder });
    const { path, script, seconds } = await longRecording(programs, folder);
    const paces = [];
    const cpuPaces = [];
    const startsMs = [];
    for (let round = 0; round < rounds; round += 1) {
      // A script of one word in three seconds: what it takes is the start.
      const startMs = await timed(() => aligner.align(join(AUDIO, "silence/digital-silence.wav"), ["go"], limits));
      startsMs.push(startMs);
      const ms = await timed(async () => {
        const found = await aligner.align(path, [script], limits);
        if (!found.ok) throw new Error(`${found.code}: ${found.message}`);
      });
      paces.push((seconds * 1_000) / (ms - startMs));
      cpuPaces.push((seconds * 1_000) / seen.cpuMs);
    }
    const differences = await boundaryDifferences(aligner);
    return {
      pace: spreadOf(paces),
      cpuPace: spreadOf(cpuPaces),
      startMs: spreadOf(startsMs),
      peakMB: seen.peakMB,
      medianMs: differences[differences.length >> 1],
      within50: differences.filter((ms) => ms <= 50).length / differences.length,
    };
  });
}

/** The unit of CPU time in /proc, ms. */
const TICK_MS = 10;

/** The highest peak of all children, MB, and the CPU time of the last one, asked for while it lives. Linux alone tells them. */
function watcher(seen) {
  const timers = new Map();
  return (pid, alive) => {
    clearInterval(timers.get(pid));
    if (!alive) return;
    const ask = () => {
      try {
        const [, kB = "0"] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
        seen.peakMB = Math.max(seen.peakMB, Number(kB) / 1_024);
        const [user, system] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ").slice(11, 13);
        seen.cpuMs = (Number(user) + Number(system)) * TICK_MS;
      } catch {
        // It has just ended.
      }
    };
    timers.set(pid, setInterval(ask, 20));
  };
}

async function longRecording(programs, folder) {
  const files = Array(TIMES).fill(CLIPS).flat();
  const path = join(folder, "long.wav");
  const inputs = files.flatMap((clip) => ["-i", join(AUDIO, "clips", `${clip}.wav`)]);
  const all = `concat=n=${files.length}:v=0:a=1`;
  const args = ["-v", "error", ...inputs, "-filter_complex", all, "-ac", "1", "-ar", "16000", "-y", path];
  const end = await programs.run("ffmpeg", args, { timeoutMs: 60_000, outputBytes: 1_000 });
  if (end.kind !== "exited" || end.code !== 0) throw new Error(`ffmpeg: ${end.stderr ?? end.kind}`);
  const script = files.map((clip) => readFileSync(join(AUDIO, "clips", `${clip}.txt`), "utf8").trim()).join(" ");
  return { path, script, seconds: readFileSync(path).length / 32_000 };
}

async function boundaryDifferences(aligner) {
  const { alignments } = JSON.parse(readFileSync(join(AUDIO, "alignments.json"), "utf8"));
  const differences = [];
  for (const [clip, words] of Object.entries(alignments)) {
    const found = await aligner.align(join(AUDIO, clip), [words.map(({ word }) => word).join(" ")], limits);
    for (const [at, { start, end }] of words.entries()) {
      const { startMs, endMs } = found.words[at];
      differences.push(Math.abs(startMs - start * 1_000), Math.abs(endMs - end * 1_000));
    }
  }
  return differences.sort((one, other) => one - other);
}

async function timed(work) {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1_000_000;
}
