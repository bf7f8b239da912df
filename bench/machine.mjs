import { closeSync, fsyncSync, openSync, rmSync, writeSync } from "node:fs";
import { availableParallelism, cpus, loadavg, release, totalmem } from "node:os";
import { join } from "node:path";
import { median } from "./statistics.mjs";

const SYNCS = 100;

/** What must be known of a machine to read its figures. */
export function machineFacts(folder) {
  return {
    node: process.version,
    system: `${process.platform} ${release()} ${process.arch}`,
    processor: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    loadAtStart: loadavg()[0],
    syncMs: syncMs(folder),
  };
}

/** One append made durable, ms: what every commit and every accepted recording waits for. */
function syncMs(folder) {
  const path = join(folder, "sync");
  const file = openSync(path, "w");
  const page = Buffer.alloc(4096);
  const times = [];
  for (let count = 0; count < SYNCS; count += 1) {
    const start = performance.now();
    writeSync(file, page);
    fsyncSync(file);
    times.push(performance.now() - start);
  }
  closeSync(file);
  rmSync(path);
  return median(times);
}
