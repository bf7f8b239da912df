// Transcribes recordings as the command does, over SQLite, with a patience so short that a bad day fits into a test.
import { basename, join } from "node:path";
import { compose } from "../../dist/compose.js";
import { policyFrom } from "../../dist/policy/policy-from.js";
import { readSettings } from "../../dist/settings.js";

const [baseUrl, folder, ...paths] = process.argv.slice(2);

const quick = { baseMs: 20, factor: 2, capMs: 200 };
const policy = policyFrom({
  overrides: {
    stages: { upload: { backoff: quick }, submit: { backoff: quick }, wait: { backoff: quick } },
    reconcile: { graceMs: 3_000, everyMs: 1_000 },
    prepare: { mode: "off" },
    polling: { floorMs: 50, ceilingMs: 200 },
  },
});
const house = await compose({ ...readSettings({ baseUrl }), policy });
const run = house.runtime.ids.next("run");
for (const audio of paths) {
  const path = join(process.cwd(), folder, `${basename(audio, ".wav")}.txt`);
  await house.accept({ audio, run, deliveries: [{ path, format: "txt" }] });
}
const { why, counts } = await house.work({ run });
await house.close();
if (why !== "done" || counts.completed !== paths.length) throw new Error(`${why}: ${JSON.stringify(counts)}`);
