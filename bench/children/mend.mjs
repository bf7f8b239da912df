// Mends one recording as its plan says, and says what that took. Arguments: recording, folder, search path, provider.
import { readFileSync } from "node:fs";
import { planRepair } from "../../dist/audio/plan.js";
import { inspectorHere, mender } from "../../dist/compose-audio.js";
import { ASSEMBLYAI_AUDIO } from "../../dist/providers/assemblyai/audio.js";
import { OPENAI_AUDIO } from "../../dist/providers/openai/audio.js";

/** How often the kernel is asked for the peaks so far, ms: it keeps them, so only one of the last moment can be missed. */
const SAMPLE_EVERY_MS = 20;
const RULES = { assemblyai: ASSEMBLYAI_AUDIO, openai: OPENAI_AUDIO };

const [, , recording, folder, pathVariable, provider] = process.argv;
let programsPeak = 0;
const watching = setInterval(() => {
  programsPeak = Math.max(programsPeak, peakOfChildren());
}, SAMPLE_EVERY_MS);

const start = performance.now();
const report = await inspectorHere({ pathVariable }).inspect(recording, { quick: true });
const plan = planRepair(report, RULES[provider]);
const made = await mender({ pathVariable }).mend(recording, plan, folder, { timeoutMs: 600_000 });
const wallMs = performance.now() - start;
clearInterval(watching);
if (!made.ok) throw new Error(made.message);

const ownPeak = process.resourceUsage().maxRSS * 1024;
const durationMs = Math.max(...made.files.map((file) => file.fromMs + file.durationMs));
process.stdout.write(JSON.stringify({ wallMs, ownPeak, programsPeak, durationMs }));

/** What the programs that this process runs held at their worst so far, bytes. Only Linux tells. */
function peakOfChildren() {
  try {
    const pids = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, "utf8").split(" ").filter(Boolean);
    return pids.reduce((sum, pid) => {
      const peak = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
      return sum + Number(peak?.[1] ?? 0) * 1024;
    }, 0);
  } catch {
    // It ended between two looks.
    return 0;
  }
}
