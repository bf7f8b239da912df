// node inspecting.mjs <search path of programs> <list of recordings, as JSON in a file>: inspects them, says how long it took.
import { readFileSync } from "node:fs";
import { inspector } from "../../dist/compose-audio.js";

const [pathVariable, list, warmUp] = process.argv.slice(2);
const files = JSON.parse(readFileSync(list, "utf8"));
const own = inspector({ pathVariable });

const timed = async (work) => {
  const start = performance.now();
  const result = await work();
  return { ms: performance.now() - start, result };
};

const inspectAll = (limits) => Promise.all(files.map((file) => own.inspect(file, limits)));
// The thread is there and its code is compiled, as it is from the second recording on.
await own.inspect(warmUp);
const quick = await timed(() => inspectAll({ quick: true }));
const full = await timed(() => inspectAll({}));
await own.close();

const seconds = full.result.reduce((sum, { durations }) => sum + (durations.decodedMs ?? 0) / 1_000, 0);
const unheard = full.result.filter(({ notChecked, verdict }) => verdict !== "reject" && notChecked !== null);
if (unheard.length > 0) throw new Error(`${unheard[0].file}: ${unheard[0].notChecked}`);
process.stdout.write(JSON.stringify({ quickMs: quick.ms, fullMs: full.ms, seconds }));
