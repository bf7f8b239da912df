// Fills a store with jobs as weeks of use leave them: most done, one in thirty failed, the newest open. Arguments: store, jobs.
import { localFault } from "../../dist/catalogue/local-fault.js";
import { openStoreOnly } from "../../dist/compose-store.js";
import { onlyLink } from "../../dist/engine/chain.js";
import { makeJob } from "../../dist/engine/new-job.js";
import { defaultPolicy } from "../../dist/policy/policy.js";
import { assemblyai } from "../../dist/providers/assemblyai/client.js";

const JOBS_A_RUN = 1_000;
const FAILED_EVERY = 30;

const [, , storePath, count] = process.argv;
const jobs = Number(count);
const { store, runtime, close } = await openStoreOnly({ storePath });
const making = { runtime, chain: onlyLink(assemblyai, "assemblyai"), policy: defaultPolicy };

function runOf(first) {
  const run = runtime.ids.next("run");
  return Array.from({ length: Math.min(JOBS_A_RUN, jobs - first) }, (_, index) => {
    const number = first + index;
    const audio = {
      sha256: number.toString(16).padStart(64, "0"),
      bytes: 2_000,
      name: `calls/${number}.wav`,
      durationMs: null,
    };
    return makeJob(making, { audio }, { audio: audio.name, run, tags: { week: String(number % 52) } });
  });
}

function ended({ job, turn }, number) {
  const endedAt = runtime.clock.now();
  const fault = localFault("tenuto/deadline", "not done within its day", "wait", endedAt);
  const isFailed = number % FAILED_EVERY === 0;
  const state = isFailed ? { status: "failed", endedAt, fault } : { status: "completed", endedAt };
  const entry = isFailed ? { at: endedAt, type: "failed", fault } : { at: endedAt, type: "completed" };
  return store.save({ turn, job: { ...job, state }, submissions: [], entries: [entry], holdUntil: null });
}

for (let first = 0; first < jobs; first += JOBS_A_RUN) {
  const added = await store.add(runOf(first));
  const isNewest = first + JOBS_A_RUN >= jobs && first > 0;
  if (isNewest) break;
  const claims = await store.claim(added.length, "bench", 60_000);
  await Promise.all(claims.map(ended));
}
const [newest] = await store.list({ newestFirst: true, limit: 1 });
await close();
process.stdout.write(JSON.stringify({ newest: newest.id }));
