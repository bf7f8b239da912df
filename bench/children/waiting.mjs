// Opens a store, becomes its worker and works off some jobs, one after the other. Says when the first was claimed, counted
// from the start of the process, what each claim took, and the most memory that it needed. Arguments: store, jobs.
import { openStoreOnly } from "../../dist/compose-store.js";
import { takeTurns } from "./turn.mjs";

const [, , storePath, count] = process.argv;
const { store, runtime, close } = await openStoreOnly({ storePath });
await store.takeWorkerLock(runtime.ids.next("worker"));
const claimsMs = [];
let firstClaimMs = 0;
for (let jobs = 0; jobs < Number(count); jobs += 1) {
  const begun = performance.now();
  const { claimMs } = await takeTurns(store, runtime, 1);
  if (jobs === 0) firstClaimMs = begun + claimMs;
  claimsMs.push(claimMs);
}
const peakBytes = process.resourceUsage().maxRSS * 1024;
await close();
process.stdout.write(JSON.stringify({ firstClaimMs, claimsMs, peakBytes }));
