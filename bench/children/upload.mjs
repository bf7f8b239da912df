// Uploads one recording through the whole house and says what memory that took. Arguments: address, recording, store.
import { compose } from "../../dist/compose.js";
import { readSettings } from "../../dist/settings.js";

const [, , baseUrl, recording, store] = process.argv;
const house = await compose(
  readSettings({ baseUrl, apiKey: "bench-key", store, pollFloor: "10ms", prepare: "off" }, {}),
);
const idleBytes = process.memoryUsage.rss();
const start = performance.now();
const run = house.runtime.ids.next("run");
await house.accept({ audio: recording, run });
const acceptedMs = performance.now() - start;
const { counts } = await house.work({ run });
const wallMs = performance.now() - start;
await house.close();
if (counts.completed !== 1) throw new Error("the recording was not transcribed");
// The kernel's own peak: no sample can miss it.
const peakBytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(JSON.stringify({ idleBytes, peakBytes, acceptedMs, wallMs }));
