// One contestant in a process of its own: transcribes recordings in lanes against the address that its parent names, and
// says what became of each and what all of it cost.
import { randomFillSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { CONTESTANTS } from "../faults/contestants.mjs";

const { load } = CONTESTANTS[process.argv[2]];
const open = await load();
process.send({ startUpMs: process.uptime() * 1_000 });
process.once("message", async (task) => process.send(await raceOf(task)));

async function raceOf({ url, key, folder, jobs, atOnce, bytes, limitMs }) {
  const recordings = Array.from({ length: jobs }, () => randomFillSync(new Uint8Array(bytes)));
  const { transcribe, close } = await open({ url, key, folder, atOnce });
  const outcomes = [];
  const before = process.resourceUsage();
  let next = 0;
  async function lane() {
    while (next < jobs) {
      const recording = recordings[next];
      next += 1;
      const start = performance.now();
      try {
        const { id, text } = await transcribe(recording);
        if (!text) throw new Error("there is no text");
        outcomes.push({ id, at: Date.now(), ms: performance.now() - start });
      } catch (error) {
        outcomes.push({ failed: String(error?.message ?? error).slice(0, 200), ms: performance.now() - start });
      }
    }
  }
  const lanes = Promise.all(Array.from({ length: atOnce }, lane));
  // What hangs for so long has not been finished.
  await Promise.race([lanes, new Promise((resolve) => setTimeout(resolve, limitMs).unref())]);
  const after = process.resourceUsage();
  const told = [...outcomes];
  await close();
  const cpuMicros = after.userCPUTime + after.systemCPUTime - before.userCPUTime - before.systemCPUTime;
  return {
    outcomes: told,
    cpuMs: cpuMicros / 1_000,
    // Counted by the kernel in blocks of 512 bytes.
    writtenBytes: (after.fsWrite - before.fsWrite) * 512,
    peakMB: peakMB(),
  };
}

/** As the kernel counts it for this program alone: what `resourceUsage` says may be its parent's. */
function peakMB() {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS / 1_024;
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) / 1_024;
}
