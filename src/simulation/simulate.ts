import { createHash } from "node:crypto";
import type { Spool } from "../domain/audio-source.ts";
import type { Job } from "../domain/job.ts";
import type { JournalRecord } from "../domain/journal.ts";
import type { Policy } from "../domain/policy.ts";
import type { Provider } from "../domain/provider.ts";
import type { Runtime } from "../domain/runtime.ts";
import type { JobStore } from "../domain/store.ts";
import type { Transport } from "../domain/transport.ts";
import type { Means } from "../engine/means.ts";
import { makeJob } from "../engine/new-job.ts";
import { Worker } from "../engine/worker.ts";
import { type BillersView, violations } from "./invariants.ts";
import { type Fate, Mortal } from "./mortal.ts";
import { VirtualRuntime } from "./virtual-runtime.ts";

/** A provider's double and a store, made anew for each run over the run's own clock. */
export interface World {
  readonly transport: Transport;
  readonly ledger: () => BillersView;
  readonly spool: Spool;
  /** Opens the store, or opens it again after the process before died. */
  readonly openStore: () => Promise<JobStore>;
  /** Called with what `openStore` gave once its process is dead; a store that must survive stays open. */
  readonly abandon: (store: JobStore) => Promise<void>;
  /** True when a new process takes a lock that frees the dead one's jobs; false when their leases must lapse. */
  readonly locks: boolean;
}

export interface SimulationOptions {
  readonly seed: number;
  readonly jobs: number;
  readonly provider: Provider;
  readonly policy: Policy;
  readonly classify: Means["classify"];
  readonly world: (runtime: Runtime) => Promise<World>;
  /** Jobs at the provider at once. */
  readonly cap?: number;
  /** Decides at every dangerous moment; `moment` counts them from 1. */
  readonly fate?: (moment: number, name: string, draw: () => number) => Fate;
  /** Changes the means of every process: how a test plants a bug. */
  readonly alter?: (means: Means) => Means;
}

export interface SimulationReport {
  readonly violations: readonly string[];
  readonly completed: number;
  readonly failed: number;
  readonly parked: number;
  readonly ends: Readonly<Record<string, number>>;
  readonly moments: number;
  readonly deaths: number;
  readonly virtualMs: number;
  /** Hash over all that happened: the same seed gives the same. */
  readonly trace: string;
  readonly journal: readonly JournalRecord[];
  readonly jobs: readonly Job[];
}

/** Past this much virtual time a run is taken to hang. */
const TOO_LONG_MS = 5 * 24 * 3_600_000;
const ACCOUNT = "simulated";
const THAW_MS = 300_000;
const RESTART_MS = 10_000;
const AFTERMATH_MS = 3_600_000;

/** Runs the real engine, the real client and a store in virtual time against a provider's double, through deaths and freezes. */
export async function simulate(options: SimulationOptions): Promise<SimulationReport> {
  const runtime = new VirtualRuntime(options.seed);
  // Before time runs: what is opened the first time may really take some.
  const world = await options.world(runtime);
  const store = await world.openStore();
  return runtime.run(live(runtime, options, world, store));
}

async function live(
  runtime: VirtualRuntime,
  options: SimulationOptions,
  world: World,
  opened: JobStore,
): Promise<SimulationReport> {
  const startedAt = runtime.clock.now();
  let store = opened;
  const ids = await acceptAll(runtime, options, world.spool, store);
  const waiting = new Set(ids);
  const stop = new AbortController();
  const fateDice = new VirtualRuntime(options.seed ^ 0xfa7e).dice;
  let moments = 0;
  let deaths = 0;
  const running: Promise<void>[] = [];
  let broken: unknown = null;

  while (waiting.size > 0) {
    const over = new AbortController();
    const mortal = new Mortal(
      (name) => {
        moments += 1;
        return options.fate?.(moments, name, () => fateDice.next()) ?? "live";
      },
      () => runtime.clock.sleep(THAW_MS),
      (how) => {
        if (how === "die") deaths += 1;
        over.abort();
      },
    );
    const name = runtime.ids.next("worker");
    if (world.locks) await store.takeWorkerLock(name);
    // A process that died right after its last commit told nobody that the job is over.
    for (const id of waiting) if (await isOver(store, id)) waiting.delete(id);
    if (waiting.size === 0) break;
    const means = meansOf(runtime, options, world, store, mortal);
    const onTurnEnd = async (job: string): Promise<void> => {
      if (mortal.dead) return;
      if (await isOver(store, job)) waiting.delete(job);
      if (waiting.size === 0) over.abort();
    };
    const worker = new Worker(means, { name, turns: 1_000 }, (job) => void onTurnEnd(job));
    running.push(
      worker.run(stop.signal).catch((error: unknown) => {
        broken ??= error;
        over.abort();
      }),
    );
    await runtime.clock.sleep(TOO_LONG_MS, over.signal).catch(() => undefined);
    if (broken !== null) break;
    if (runtime.clock.now() - startedAt >= TOO_LONG_MS) break;
    if (waiting.size === 0) break;
    if (mortal.dead) await world.abandon(store);
    await runtime.clock.sleep(Math.floor(fateDice.next() * RESTART_MS));
    if (mortal.dead) store = await world.openStore();
  }
  stop.abort();
  // What was submitted twice must have the time to be billed twice.
  await runtime.clock.sleep(AFTERMATH_MS);
  return report(runtime, options, world, store, ids, { moments, deaths, startedAt, hung: waiting.size, broken });
}

async function isOver(store: JobStore, id: string): Promise<boolean> {
  const job = await store.get(id);
  if (job === null || job.state.status === "open") return false;
  return job.state.status !== "parked" || job.state.due === null;
}

async function acceptAll(
  runtime: Runtime,
  options: SimulationOptions,
  spool: Spool,
  store: JobStore,
): Promise<string[]> {
  const { provider, policy, cap } = options;
  const row = { name: ACCOUNT, provider: provider.name, baseUrl: "http://twin", cap: cap ?? 1_000 };
  await store.putAccount({ ...row, holdUntil: null, reason: null });
  const jobs: Job[] = [];
  for (let number = 1; number <= options.jobs; number += 1) {
    const bytes = new TextEncoder().encode(`recording ${number} of seed ${options.seed}`);
    const audio = await spool.put(once(bytes), `recording-${number}`);
    jobs.push(makeJob({ runtime, provider, account: ACCOUNT, policy }, { audio }, { audio: bytes, run: "simulation" }));
  }
  const accepted = await store.add(jobs);
  return accepted.map(({ id }) => id);
}

function meansOf(runtime: Runtime, options: SimulationOptions, world: World, store: JobStore, mortal: Mortal): Means {
  const access = { baseUrl: "http://twin", key: "simulated-key" };
  const means: Means = {
    runtime,
    store,
    spool: world.spool,
    transport: world.transport,
    providers: new Map([[options.provider.name, options.provider]]),
    classify: options.classify,
    access: () => Promise.resolve(access),
  };
  const altered = options.alter?.(means) ?? means;
  return { ...altered, store: mortal.store(altered.store), transport: mortal.transport(altered.transport) };
}

async function report(
  runtime: Runtime,
  options: SimulationOptions,
  world: World,
  store: JobStore,
  ids: readonly string[],
  facts: {
    readonly moments: number;
    readonly deaths: number;
    readonly startedAt: number;
    readonly hung: number;
    readonly broken: unknown;
  },
): Promise<SimulationReport> {
  const jobs = (await Promise.all(ids.map((id) => store.get(id)))).filter((job) => job !== null);
  const journal = await wholeJournal(store);
  const ends: Record<string, number> = {};
  for (const { state } of jobs) {
    const end = "fault" in state ? `${state.status} ${state.fault.code}` : state.status;
    ends[end] = (ends[end] ?? 0) + 1;
  }
  const count = (status: Job["state"]["status"]): number => jobs.filter((job) => job.state.status === status).length;
  const lost = ids.length - jobs.length;
  await world.abandon(store);
  return {
    violations: [
      ...(lost > 0 ? [`${lost} jobs are lost`] : []),
      ...(facts.broken === null ? [] : [`the engine broke: ${String(facts.broken)}`]),
      ...(facts.hung > 0 ? [`${facts.hung} jobs did not end`] : []),
      ...violations({ jobs, journal, ledger: world.ledger(), deaths: facts.deaths }),
    ],
    completed: count("completed"),
    failed: count("failed"),
    parked: count("parked"),
    ends,
    moments: facts.moments,
    deaths: facts.deaths,
    virtualMs: runtime.clock.now() - facts.startedAt - AFTERMATH_MS,
    trace: createHash("sha256")
      .update(`${options.seed}${JSON.stringify(journal)}`)
      .digest("hex"),
    journal,
    jobs,
  };
}

async function wholeJournal(store: JobStore): Promise<JournalRecord[]> {
  const all: JournalRecord[] = [];
  for (;;) {
    const page = await store.events(all.at(-1)?.seq ?? 0, 1_000);
    all.push(...page);
    if (page.length < 1_000) return all;
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
