import type { JobStore } from "../domain/store.ts";
import type { Transport } from "../domain/transport.ts";
import { Worker } from "../engine/worker.ts";
import { describeAccount, MOST_AT_ONCE, meansOf } from "./account.ts";
import { type Fate, Mortal } from "./mortal.ts";
import type { Scene } from "./scene.ts";

/** A worker's room for turns that hold no slot. */
const SPARE_TURNS = 32;
/** Longer than any lease lasts. */
const THAW_MS = 300_000;
/** How often it looks whether the store's lock is free. Each look opens a file, so it looks seldom. */
const STAND_BY_MS = 15_000;

/** How a process came to its end; one that froze thaws, and goes on beside its successor. */
export type Ending = "died" | "froze" | "stopped";

export interface ProcessParts {
  readonly scene: Scene;
  readonly store: JobStore;
  readonly transport: Transport;
  /** False for the successor of one that froze: its store's lock is still held, and it works all the same. */
  readonly asksForLock: boolean;
  /** Told to stop when it has lived so long, ms. */
  readonly stopAfterMs: number;
  readonly fate: (moment: string) => Fate;
  readonly onEnd: (how: "die" | "freeze") => void;
  /** Told of what broke the engine. */
  readonly onBroken: (error: unknown) => void;
}

/** One process of ours: lives until it dies, freezes, is told to stop, or all is done. */
export async function liveOnce({ scene, store, transport, ...parts }: ProcessParts): Promise<Ending> {
  const { runtime, options, world, workers } = scene;
  const { clock } = runtime;
  const dead = new AbortController();
  const over = new AbortController();
  let ending: Ending = "stopped";
  const mortal = new Mortal(
    parts.fate,
    () => clock.sleep(THAW_MS),
    (how) => {
      parts.onEnd(how);
      if (!over.signal.aborted) ending = how === "die" ? "died" : "froze";
      if (how === "die") dead.abort();
      over.abort();
    },
  );
  scene.ended.addEventListener("abort", () => over.abort(), { once: true, signal: over.signal });
  if (scene.ended.aborted) over.abort();
  const name = runtime.ids.next("worker");
  if (world.locks && parts.asksForLock && !(await hasLock(scene, store, name, over.signal))) return "stopped";
  await describeAccount(scene, store);
  const means = meansOf(scene, store, transport, mortal);
  const worker = new Worker(means, { name, turns: (options.cap ?? MOST_AT_ONCE) + SPARE_TURNS });
  workers.add(worker);
  const stop = new AbortController();
  const ended = worker
    .run(stop.signal)
    .then(() => means.gates.settle())
    .catch(parts.onBroken);
  await asleep(scene, parts.stopAfterMs, over.signal);
  over.abort();
  workers.delete(worker);
  // A dead one never ends, and a frozen one goes on when it thaws: only one that was told to stop is waited for.
  if (ending !== "stopped") return ending;
  stop.abort();
  await Promise.race([ended, aborted(dead.signal)]);
  return dead.signal.aborted ? "died" : "stopped";
}

/** Waits for the store's lock; false when all is over first. */
async function hasLock(scene: Scene, store: JobStore, name: string, over: AbortSignal): Promise<boolean> {
  while (!(await store.takeWorkerLock(name))) {
    if (over.aborted || scene.runtime.clock.monotonic() >= scene.longestMs) return false;
    await asleep(scene, STAND_BY_MS, over);
  }
  return true;
}

async function asleep({ runtime }: Scene, ms: number, until: AbortSignal): Promise<void> {
  await runtime.clock.sleep(ms, until).catch(() => undefined);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
