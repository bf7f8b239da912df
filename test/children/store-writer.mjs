// Works on a store as a worker does until it is killed, and says on its output what was acknowledged, line by line.
import { writeSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { openSqliteStore } from "../../dist/store/sqlite.js";

const [path, worker, example] = process.argv.slice(2);
const LEASE_MS = 600_000;
const JOBS_IN_HAND = 8;

const clock = { now: Date.now, monotonic: () => performance.now(), settled: () => setImmediate() };
const say = (line) => writeSync(1, `${JSON.stringify(line)}\n`);

const store = await openSqliteStore({ path, clock });
say({ lock: await store.takeWorkerLock(worker) });

for (let number = 0; ; number += 1) {
  const id = `${worker}_${String(number).padStart(6, "0")}`;
  const job = JSON.parse(example);
  await store.add([{ ...job, id, request: { ...job.request, key: id } }]);
  say({ id, attempt: job.attempt, status: "open" });
  const claims = await store.claim(JOBS_IN_HAND, worker, LEASE_MS);
  await Promise.all(claims.map(work));
}

/** Three saves under one claim, then either the end, or letting the job go for the next round. */
async function work(claim) {
  let { job } = claim;
  for (let tries = 0; tries < 3; tries += 1) await save({ ...job, attempt: job.attempt + 1 }, Date.now() + LEASE_MS);
  const done = job.attempt >= 12;
  await save(
    { ...job, state: done ? { status: "completed", endedAt: Date.now() } : { status: "open", due: Date.now() } },
    null,
  );

  async function save(next, holdUntil) {
    const entries = [{ at: Date.now(), type: "intent", submission: 1, attempt: next.attempt }];
    const saved = await store.save({ turn: claim.turn, job: next, submissions: [], entries, holdUntil });
    if (!saved) throw new Error("fenced off although alone");
    job = next;
    say({ id: job.id, attempt: job.attempt, status: job.state.status });
  }
}
