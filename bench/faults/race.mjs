import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const KEY = "bench-key";
const RECORDING_BYTES = 8 * 1024;
/** Of the outside world: whoever takes longer has not finished. */
const LIMIT_MS = 45 * 60_000;

/** There and back, added to every request by the twin. */
export const LATENCY_MS = 100;

const child = (name) => fileURLToPath(new URL(`../children/${name}`, import.meta.url));

/**
 * One contestant through one scenario, each in a process of its own with a clock that runs `factor` times as fast. All
 * times that come back are of the outside world, in ms; the processor's are real.
 */
export async function race(contestant, { scenario, seed, jobs, atOnce, factor, folder }) {
  mkdirSync(folder, { recursive: true });
  const env = { PATH: "", HOME: folder, BENCH_FACTOR: String(factor), BENCH_START: String(Date.now()) };
  const options = { env, cwd: folder, execArgv: ["--no-warnings", "--import", child("faster.mjs")] };
  const runner = fork(child("contestant.mjs"), [contestant], options);
  const twin = fork(child("served-twin.mjs"), [], options);
  try {
    const [{ startUpMs }] = await Promise.all([told(runner), told(twin)]);
    // Both are up: the outages of the scenario begin to count now.
    const { url } = await ask(twin, { ask: "open", scenario, seed, latencyMs: LATENCY_MS, key: KEY });
    const own = join(folder, "own");
    mkdirSync(own);
    const task = { url, key: KEY, folder: own, jobs, atOnce, bytes: RECORDING_BYTES, limitMs: LIMIT_MS };
    const ended = await ask(runner, task);
    return { startUpMs, jobs, ...ended, ledger: await ask(twin, { ask: "end", key: KEY }) };
  } finally {
    runner.kill();
    twin.kill();
  }
}

async function ask(process, message) {
  process.send(message);
  return told(process);
}

/** The next message; throws when the process ends instead. */
async function told(process) {
  const over = new AbortController();
  const ended = once(process, "exit", { signal: over.signal }).then(([code]) => {
    throw new Error(`${process.spawnargs.slice(1).join(" ")} ended with ${code}`);
  });
  try {
    const [message] = await Promise.race([once(process, "message", { signal: over.signal }), ended]);
    return message;
  } finally {
    ended.catch(() => {});
    over.abort();
  }
}
