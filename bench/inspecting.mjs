import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { inFolder } from "./paths.mjs";

const AUDIO = fileURLToPath(new URL("../test/audio", import.meta.url));
const CHILD = fileURLToPath(new URL("./children/inspecting.mjs", import.meta.url));
const SPEECH = join(AUDIO, "clips/sonnet-1.mp3");
/** As targets count: 10^6 bytes. */
const MB = 1_000_000;
/** How often the memory of all processes is summed up, ms. */
const SAMPLE_EVERY_MS = 20;
const HOUR_S = 3_600;

/** How ffmpeg writes each kind: fast settings, for only what is read counts. */
const KINDS = {
  wav: [],
  flac: [],
  mp3: ["-b:a", "128k", "-compression_level", "9"],
  m4a: ["-b:a", "128k"],
  "opus.ogg": ["-c:a", "libopus", "-b:a", "64k", "-compression_level", "0"],
};

/** An hour of stereo speech of each kind: times real time, peak of all processes together, and the structure alone. */
export async function hoursOfSound() {
  return inFolder(async (folder) => {
    const rows = [];
    for (const [kind, how] of Object.entries(KINDS)) {
      const file = join(folder, `hour.${kind}`);
      make(file, how);
      const { quickMs, fullMs, seconds, peakMB } = await inspected(folder, [file]);
      rows.push({ kind, quickMs, peakMB, timesRealTime: seconds / (fullMs / 1_000) });
    }
    return rows;
  });
}

/** Many small recordings of all formats, the damaged ones too: how many a second, decoded to their ends. */
export async function smallFiles(count) {
  return inFolder(async (folder) => {
    const sources = ["clips", "formats", "channels", "silence", "duration"].flatMap((part) =>
      readdirSync(join(AUDIO, part))
        .filter((name) => !name.endsWith(".txt"))
        .map((name) => join(AUDIO, part, name)),
    );
    const files = Array.from({ length: count }, (_, index) => {
      const source = sources[index % sources.length];
      const copy = join(folder, `${index}${extname(source)}`);
      copyFileSync(source, copy);
      return copy;
    });
    const { fullMs, peakMB } = await inspected(folder, files);
    return { filesPerSecond: count / (fullMs / 1_000), peakMB };
  });
}

function make(file, how) {
  const input = ["-nostdin", "-v", "error", "-stream_loop", "-1", "-i", SPEECH, "-t", String(HOUR_S)];
  execFileSync("ffmpeg", [...input, "-vn", "-ac", "2", ...how, "-y", file]);
}

async function inspected(folder, files) {
  const list = join(folder, "files.json");
  writeFileSync(list, JSON.stringify(files));
  const args = [CHILD, process.env.PATH, list, join(AUDIO, "clips/jfk.wav")];
  const child = spawn(process.execPath, args, { env: { PATH: "" }, stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (text) => {
    said += text;
  });
  let running = true;
  const ended = new Promise((resolve) => child.once("close", resolve)).finally(() => {
    running = false;
  });
  let peakBytes = 0;
  while (running) {
    peakBytes = Math.max(peakBytes, memoryOf(child.pid));
    await sleep(SAMPLE_EVERY_MS);
  }
  const code = await ended;
  if (code !== 0) throw new Error(`the inspection ended with code ${code}`);
  return { ...JSON.parse(said), peakMB: peakBytes / MB };
}

/** What a process and those that it started hold in memory, bytes. Pages that they share count for each. */
function memoryOf(pid) {
  const children = readOrNull(`/proc/${pid}/task`, (path) =>
    readdirSync(path).flatMap((task) => readOrNull(join(path, task, "children"), numbersIn) ?? []),
  );
  const own = readOrNull(`/proc/${pid}/status`, (path) => /VmRSS:\s+(\d+) kB/.exec(readFileSync(path, "utf8"))?.[1]);
  return Number(own ?? 0) * 1_024 + (children ?? []).reduce((sum, child) => sum + memoryOf(child), 0);
}

function numbersIn(path) {
  return readFileSync(path, "utf8").trim().split(" ").filter(Boolean).map(Number);
}

/** Null where the process is gone in the meantime. */
function readOrNull(path, read) {
  try {
    return read(path);
  } catch {
    return null;
  }
}
