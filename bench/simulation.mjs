// How many jobs a second the simulation runs on one core: the real engine against the twin in virtual time.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

const PROGRAM = fileURLToPath(new URL("./simulate.mjs", import.meta.url));

/** Jobs a second of one process, of the given kind of store; the best of `rounds`, since others share the machine. */
export async function simulationPace(store, jobs, rounds) {
  const paces = [];
  for (let round = 0; round < rounds; round += 1) {
    const words = ["--jobs", String(jobs), "--store", store, "--scenario", "calm", "--cap", "200"];
    const { stdout } = await run(process.execPath, ["--max-semi-space-size=64", PROGRAM, ...words]);
    paces.push(Number(/(\d+) jobs\/s/.exec(stdout)?.[1]));
  }
  return Math.max(...paces);
}
