import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { runChild } from "./children/run.mjs";
import { COMMAND, inFolder } from "./paths.mjs";
import { spreadOf } from "./statistics.mjs";

const run = promisify(execFile);

/** Commands that only look, each in a fresh process from its start to its end, over a store of so many jobs. */
export async function looking(jobs, rounds) {
  return inFolder(async (folder) => {
    const store = join(folder, "store.db");
    const { newest } = await runChild("fill.mjs", store, jobs);
    const look = (...words) => wallOf([...words, "--store", store], folder, rounds);
    return {
      jobsMs: await look("jobs"),
      failedMs: await look("jobs", "--status", "failed"),
      // One of the many has this name and none of the few: all of them are gone through.
      namedMs: await look("jobs", "--name", "/77777"),
      taggedMs: await look("jobs", "--tag", "week=7"),
      showMs: await look("show", newest),
      jobsModules: await modulesOf(["jobs", "--store", store], join(folder, "jobs")),
      showModules: await modulesOf(["show", newest, "--store", store], join(folder, "show")),
    };
  });
}

async function wallOf(words, cwd, rounds) {
  const times = [];
  for (let round = -1; round < rounds; round += 1) {
    const start = performance.now();
    await run(process.execPath, [COMMAND, ...words], { cwd, env: { PATH: "" } });
    if (round >= 0) times.push(performance.now() - start);
  }
  return spreadOf(times);
}

/** JavaScript files that a command loads, counted in a run of its own: the engine's record of coverage names each. */
async function modulesOf(words, folder) {
  mkdirSync(folder);
  await run(process.execPath, [COMMAND, ...words], { cwd: folder, env: { PATH: "", NODE_V8_COVERAGE: folder } });
  const scripts = readdirSync(folder).flatMap((name) => JSON.parse(readFileSync(join(folder, name), "utf8")).result);
  return new Set(scripts.map(({ url }) => url).filter((url) => url.startsWith("file:"))).size;
}
