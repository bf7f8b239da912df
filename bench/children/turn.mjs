const LEASE_MS = 120_000;

/**
 * Turns as a worker has them, so many at once: what is due, a claim, a save that goes on, and one that ends the job.
 * Returns how long the claim took and how long all of it, ms.
 */
export async function takeTurns(store, { clock }, atOnce) {
  const start = performance.now();
  const due = await store.nextDue();
  const claims = await store.claim(atOnce, "bench", LEASE_MS);
  if (claims.length < atOnce) throw new Error(`${claims.length} were claimed although many were due at ${due}`);
  const claimMs = performance.now() - start;
  const now = clock.now();
  const going = { entries: [{ at: now, type: "intent", submission: 1, attempt: 1 }], holdUntil: now + LEASE_MS };
  const ended = { entries: [{ at: now, type: "completed" }], holdUntil: null };
  await Promise.all(claims.map((claim) => save(store, claim, { stage: "submit", attempt: 1 }, going)));
  const state = { status: "completed", endedAt: now };
  await Promise.all(claims.map((claim) => save(store, claim, { stage: "deliver", state }, ended)));
  return { claimMs, allMs: performance.now() - start, jobs: claims.map(({ job }) => job) };
}

async function save(store, { job, turn }, change, rest) {
  if (!(await store.save({ turn, job: { ...job, ...change }, submissions: [], ...rest })))
    throw new Error("fenced off");
}
