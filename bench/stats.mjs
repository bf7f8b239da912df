import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { runChild } from "./children/run.mjs";
import { COMMAND, inFolder } from "./paths.mjs";
import { spreadOf } from "./statistics.mjs";

const run = promisify(execFile);

/** `tenuto stats` in its views, each in a fresh process from its start to its end, over a store of so many journal entries. */
export async function statsOver(entries, rounds) {
  return inFolder(async (folder) => {
    const store = join(folder, "store.db");
    const filled = await runChild("fill-patterns.mjs", store, entries);
    if (filled.entries < entries) throw new Error(`the store has ${filled.entries} entries only`);
    const wallOf = async (...words) => {
      const times = [];
      for (let round = -1; round < rounds; round += 1) {
        const start = performance.now();
        await run(process.execPath, [COMMAND, "stats", ...words, "--store", store], { cwd: folder, env: { PATH: "" } });
        if (round >= 0) times.push(performance.now() - start);
      }
      return spreadOf(times);
    };
    return {
      ...filled,
      allMs: await wallOf(),
      tagMs: await wallOf("--by", "tag:team"),
      jsonMs: await wallOf("--by", "hour", "--json"),
      dayMs: await wallOf("--since", "1d"),
    };
  });
}
