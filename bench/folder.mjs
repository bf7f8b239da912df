import { spawn } from "node:child_process";
import { randomFillSync } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openStoreOnly } from "../dist/compose-store.js";
import { COMMAND, inFolder } from "./paths.mjs";
import { startTwin } from "./twin.mjs";

const RECORDING_BYTES = 2_000;
/** How often the twin is asked whether the first upload has come, ms: the figure may be late by as much. */
const ASK_EVERY_MS = 10;
/** How often the kernel is asked for the peak so far, ms: it keeps it, so only a peak of the last moment can be missed. */
const SAMPLE_EVERY_MS = 100;
/** The unit of CPU time in /proc, ms. */
const TICK_MS = 10;
const PAGE = 5_000;
/** As targets count: 10^6 bytes. */
const MB = 1_000_000;

/** A folder of small files by the command itself, as a person starts it, against a twin in a process of its own. */
export async function folderOfFiles(files) {
  const twin = await startTwin();
  try {
    return await inFolder(async (folder) => {
      makeRecordings(join(folder, "calls"), files);
      const { cpu, ...command } = await transcribe(folder, twin);
      const pace = paceOf(await completions(join(folder, "store.db")), cpu, files);
      return { ...command, ...pace };
    });
  } finally {
    await twin.stop();
  }
}

function makeRecordings(folder, count) {
  mkdirSync(folder);
  for (let number = 0; number < count; number += 1) {
    const name = `call-${String(number).padStart(5, "0")}.wav`;
    writeFileSync(join(folder, name), randomFillSync(new Uint8Array(RECORDING_BYTES)));
  }
}

async function transcribe(folder, twin) {
  // Half of what AssemblyAI allows an account is 33 requests a second: that would be measured, and nothing of ours.
  writeFileSync(join(folder, "tenuto.yaml"), "requests-per-5min: 1000000\n");
  const start = performance.now();
  const flags = ["-o", "out", "-j", "200", "--poll-floor", "10ms", "--base-url", twin.url, "--store", "store.db"];
  const child = spawn(process.execPath, [COMMAND, "transcribe", "calls", ...flags], {
    cwd: folder,
    env: { PATH: "", ASSEMBLYAI_API_KEY: "bench-key", TENUTO_PREPARE: "off" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let told = "";
  child.stderr.on("data", (text) => {
    told = (told + text).slice(-1_000);
  });
  const running = new AbortController();
  const ended = new Promise((resolve) => child.once("exit", resolve)).finally(() => running.abort());
  const [exitCode, firstUploadMs, { peakBytes, cpu }] = await Promise.all([
    ended,
    firstUpload(twin, running.signal).then((at) => at - start),
    figuresOf(child.pid, running.signal),
  ]);
  if (exitCode !== 0) throw new Error(`tenuto ended with ${exitCode}: ${told}`);
  return { firstUploadMs, peakMB: peakBytes / MB, cpu, wallMs: performance.now() - start };
}

async function firstUpload(twin, ended) {
  while (!ended.aborted) {
    const { requests } = await twin.ledger();
    if (requests.upload > 0) return performance.now();
    await sleep(ASK_EVERY_MS);
  }
  return Number.NaN;
}

/** The kernel's own figures of a process, as long as it runs: its peak, bytes, and its CPU so far. Only Linux tells them. */
async function figuresOf(pid, ended) {
  const cpu = [];
  let peakBytes = Number.NaN;
  while (!ended.aborted) {
    try {
      const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
      if (kilobytes !== undefined) peakBytes = Number(kilobytes) * 1024;
      // The name before the bracket may have spaces; user and system time are the 12th and 13th of what follows.
      const [user, system] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ").slice(11, 13);
      cpu.push({ at: Date.now(), ms: (Number(user) + Number(system)) * TICK_MS });
    } catch {
      // Not on this system, or over.
    }
    await sleep(SAMPLE_EVERY_MS);
  }
  return { peakBytes, cpu };
}

/** When each job was completed, by the journal, in order. */
async function completions(storePath) {
  const room = await openStoreOnly({ storePath });
  const times = [];
  try {
    for (let after = 0, page = PAGE; page === PAGE; ) {
      const records = await room.store.events(after, PAGE);
      for (const { entry } of records) if (entry.type === "completed") times.push(entry.at);
      after = records.at(-1)?.seq ?? after;
      page = records.length;
    }
  } finally {
    await room.close();
  }
  return times.sort((one, other) => one - other);
}

/** Whether the end is as fast as the beginning, and by how much CPU: time alone also tells what else the machine did. */
function paceOf(times, cpu, files) {
  if (times.length !== files) throw new Error(`of ${files} jobs ${times.length} were completed`);
  const cpuAt = (time) => cpu.findLast(({ at }) => at <= time)?.ms ?? Number.NaN;
  const [first, last] = [times.slice(0, files / 10), times.slice(-files / 10)].map((some) => {
    const [from, to] = [some[0], some.at(-1)];
    const jobs = some.length - 1;
    return { jobsPerSecond: (jobs / (to - from)) * 1000, cpuMs: (cpuAt(to) - cpuAt(from)) / jobs };
  });
  return { first, last };
}
