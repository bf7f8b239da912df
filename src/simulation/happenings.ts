import type { Job } from "../domain/job.ts";
import type { JobStore } from "../domain/store.ts";
import type { Chain } from "../engine/chain.ts";
import { seededDice } from "../engine/live-runtime.ts";
import { makeJob } from "../engine/new-job.ts";
import { describeAccount, letAccountGoOn } from "./account.ts";
import { ACCOUNT } from "./account-name.ts";
import type { Scene } from "./scene.ts";
import type { SimulationOptions } from "./simulation.ts";

const ADDED_AT_ONCE = 500;

/** Begins all that befalls our own side beside deaths: jobs that come in, a key, somebody who acts, clocks, webhooks. */
export function happen(scene: Scene): void {
  const { runtime, options, roll } = scene;
  const { newKeyAtMs, resumeAtMs, clockJumps = [], ringEveryMs, arriveOverMs = 0 } = options.ours ?? {};
  const at = async (ms: number, befall: () => Promise<void>): Promise<void> => {
    await runtime.clock.sleep(ms);
    await befall();
  };
  void roll.expect(() => arrive(scene, arriveOverMs));
  if (newKeyAtMs !== undefined) void roll.expect(() => at(newKeyAtMs, () => acted(scene, describeAccount)));
  if (resumeAtMs !== undefined) void roll.expect(() => at(resumeAtMs, () => acted(scene, letAccountGoOn)));
  for (const { atMs, byMs } of clockJumps) void at(atMs, async () => runtime.jump(byMs));
  if (ringEveryMs !== undefined) void ring(scene, ringEveryMs);
}

async function arrive(scene: Scene, overMs: number): Promise<void> {
  const { options, runtime, world, roll, outside } = scene;
  const { jobs: count, policy, seed } = options;
  const atOnce = overMs === 0 ? ADDED_AT_ONCE : 1;
  for (let first = 1; first <= count; first += atOnce) {
    const jobs: Job[] = [];
    for (let number = first; number < first + atOnce && number <= count; number += 1) {
      const bytes = new TextEncoder().encode(`recording ${number} of seed ${seed}`);
      const kept = await world.spool.put(once(bytes), `recording-${number}`);
      const audio = { ...kept, durationMs: options.audioMs ?? kept.durationMs };
      const making = { runtime, chain: chainOf(scene.options), policy, prepares: false };
      jobs.push(makeJob(making, { audio }, { audio: bytes, run: "simulation" }));
    }
    for (const { id } of jobs) roll.comesIn(id);
    await outside.add(jobs);
    pokeAll(scene);
    if (overMs > 0) await runtime.clock.sleep(overMs / count);
  }
}

function chainOf({ provider, elsewhere = [] }: SimulationOptions): Chain {
  const others = elsewhere.map((one) => ({ provider: one, account: one.name, providerOptions: {} }));
  return { links: [{ provider, account: ACCOUNT, providerOptions: {} }, ...others], mayLose: [] };
}

/** Somebody does something about the account; the jobs that it frees go on. */
async function acted(scene: Scene, act: (scene: Scene, store: JobStore) => Promise<void>): Promise<void> {
  const { outside, roll } = scene;
  await act(scene, outside);
  for (const id of [...roll.stuck]) {
    const job = await outside.get(id);
    if (job !== null) roll.stands(job);
  }
  pokeAll(scene);
}

function pokeAll({ workers }: Scene): void {
  for (const worker of workers) worker.poke();
}

/** A webhook of some job, twice: whoever sends it does not say whether the run is over. */
async function ring(scene: Scene, everyMs: number): Promise<void> {
  const { runtime, options, roll, outside } = scene;
  const dice = seededDice(options.seed ^ 0xbe11);
  for (;;) {
    await runtime.clock.sleep(everyMs);
    if (roll.isDone) return;
    const id = roll.ids[Math.floor(dice.next() * roll.ids.length)];
    if (id === undefined || !roll.going.has(id)) continue;
    const holders = [...scene.workers].filter((worker) => worker.ring(id));
    for (const worker of holders) worker.ring(id);
    if (holders.length > 0) continue;
    const job = await outside.get(id);
    if (job?.state.status !== "open" || job.stage !== "wait") continue;
    await outside.wake({ id }, "a webhook");
    pokeAll(scene);
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
