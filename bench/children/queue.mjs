// Queues jobs, then works them off, and says what memory each took. Arguments: address, store, jobs.
import { compose } from "../../dist/compose.js";
import { readSettings } from "../../dist/settings.js";

const TAKEN_IN_AT_ONCE = 16;

const [, , baseUrl, store, count] = process.argv;
const jobs = Number(count);
const house = await compose(
  readSettings({ baseUrl, apiKey: "bench-key", store, pollFloor: "10ms", prepare: "off" }, {}),
);
const peakBytes = () => process.resourceUsage().maxRSS * 1024;
const run = house.runtime.ids.next("run");
let next = 0;
async function takeIn() {
  while (next < jobs) {
    const name = `${next}.wav`;
    next += 1;
    await house.accept({ audio: Buffer.from(`recording ${name}`), name, run });
  }
}
await Promise.all(Array.from({ length: TAKEN_IN_AT_ONCE }, takeIn));
const queuedBytes = process.memoryUsage.rss();
const queuePeakBytes = peakBytes();
const { counts } = await house.work({ run });
await house.close();
if (counts.completed !== jobs) throw new Error(`of ${jobs} jobs ${counts.completed} were completed`);
process.stdout.write(JSON.stringify({ queuedBytes, queuePeakBytes, workPeakBytes: peakBytes() }));
