import type { Hash } from "node:crypto";
import type { Job } from "../domain/job.ts";
import type { JobStore } from "../domain/store.ts";
import { defaultAccountPolicy } from "../policy/account-policy.ts";
import { MOST_AT_ONCE } from "./account.ts";
import type { Roll } from "./roll.ts";
import type { SimulationOptions, SimulationReport } from "./simulation.ts";
import type { Witness } from "./witness.ts";
import type { BillersView, World } from "./world.ts";

/** A run that is over. */
export interface Ended {
  readonly options: SimulationOptions;
  readonly world: World;
  readonly witness: Witness;
  readonly roll: Roll;
  readonly faults: Readonly<Record<string, number>>;
  readonly trace: Hash;
  readonly moments: number;
  readonly deaths: number;
  readonly freezes: number;
  /** Whether one process worked at a time. */
  readonly isAlone: boolean;
  /** What broke the engine; null when nothing did. */
  readonly broken: unknown;
}

/** Takes stock of a run that is over. */
export async function reportOf(run: Ended, store: JobStore, virtualMs: number): Promise<SimulationReport> {
  const { witness, roll } = run;
  const jobs: Job[] = [];
  for (const id of roll.ids) {
    const job = await store.get(id);
    if (job === null) witness.broken(`${id} is lost`);
    else jobs.push(job);
  }
  const ledger = run.world.ledger();
  const taken = (await store.accounts()).reduce((sum, { slotsTaken }) => sum + slotsTaken, 0);
  if (roll.going.size === 0 && taken > 0) witness.broken(`${taken} slots are taken after the last job has ended`);
  for (const what of stillBroken(run, jobs, ledger)) witness.broken(what);
  const count = (status: Job["state"]["status"]): number => jobs.filter(({ state }) => state.status === status).length;
  return {
    violations: witness.violations,
    completed: count("completed"),
    failed: count("failed"),
    parked: count("parked"),
    ends: endsOf(jobs),
    faults: run.faults,
    billed: ledger.billed,
    billedTwice: ledger.billedTwice.length,
    failedRuns: ledger.failed,
    requests: { ...witness.requests },
    mostAtOnce: ledger.mostAtOnce,
    busiestSecond: (fromMs, toMs) => witness.busiestSecond(fromMs, toMs),
    requestsBetween: (fromMs, toMs) => witness.requestsBetween(fromMs, toMs),
    moments: run.moments,
    deaths: run.deaths,
    virtualMs,
    trace: run.trace.update(JSON.stringify(witness.requests)).digest("hex"),
    jobs,
  };
}

function endsOf(jobs: readonly Job[]): Record<string, number> {
  const ends: Record<string, number> = {};
  for (const { state } of jobs) {
    const end = "fault" in state ? `${state.status} ${state.fault.code}` : state.status;
    ends[end] = (ends[end] ?? 0) + 1;
  }
  return ends;
}

/** What must hold of the whole, however the run went. */
function stillBroken(run: Ended, jobs: readonly Job[], ledger: BillersView): string[] {
  const { witness, options, roll } = run;
  const { cap = MOST_AT_ONCE, recoverable = false, ours = {} } = options;
  // What a process was told that died, or stood still while another worked, its successor cannot know.
  const oneProcessKnowsAll = run.deaths === 0 && run.freezes === 0 && run.isAlone;
  const clockIsSteady = (ours.clockJumps ?? []).length === 0;
  const { made, audit } = witness;
  const found: string[] = [];
  if (run.broken !== null) found.push(`the engine broke: ${String(run.broken)}`);
  if (roll.going.size > 0) found.push(`${roll.going.size} jobs did not end`);
  found.push(...billedAgain(options, ledger));
  if (ledger.mostAtOnce > cap) found.push(`${ledger.mostAtOnce} runs were at the provider at once, ${cap} are allowed`);
  if (ledger.repliesTooEarly > 0 && oneProcessKnowsAll && clockIsSteady)
    found.push(`${ledger.repliesTooEarly} requests came earlier than a hint allowed`);
  for (const stage of ["upload", "submit"] as const) {
    const dropped = made[stage] - audit.accepted[stage];
    if (dropped !== 0 && oneProcessKnowsAll)
      found.push(`${dropped} successes of ${stage} were heard and not written down`);
  }
  if (oneProcessKnowsAll && clockIsSteady) {
    const { budgets } = options.accountPolicy ?? defaultAccountPolicy;
    const overspent = witness.retries.broken(witness.sentAt, budgets.retries);
    if (overspent !== null) found.push(overspent);
  }
  if (recoverable) found.push(...notRecovered(jobs, ledger));
  return [...found, ...jobs.flatMap(neitherOverNorDue), ...jobs.flatMap(brokenByUs)];
}

/** No recording is billed more often than somebody allowed, and not too many are. */
function billedAgain({ mayBillAgain }: SimulationOptions, { billed, billedTwice }: BillersView): string[] {
  const { share = 0, ofJob = 0 } = mayBillAgain ?? {};
  const extra = billedTwice.reduce((sum, one) => sum + one.billed - 1, 0);
  const worst = billedTwice.filter((one) => one.billed > 1 + ofJob);
  return [
    ...(worst.length > 0 ? [`billed twice: ${JSON.stringify(worst)}`] : []),
    ...(worst.length === 0 && extra > share * billed
      ? [`${extra} of ${billed} billed runs were of recordings billed before`]
      : []),
  ];
}

/** Where every fault passes, every job gets its transcript, and each is billed once. */
function notRecovered(jobs: readonly Job[], { billed }: BillersView): string[] {
  const left = jobs.filter(({ state }) => state.status !== "completed");
  return [
    ...(left.length > 0 ? [`${left.length} jobs have no transcript: ${JSON.stringify(endsOf(left))}`] : []),
    ...(billed === jobs.length ? [] : [`${billed} runs were billed for ${jobs.length} jobs`]),
  ];
}

function neitherOverNorDue(job: Job): string[] {
  const { state } = job;
  const lost = state.status === "open" && !Number.isFinite(state.due);
  return lost ? [`${job.id} is open and never due`] : [];
}

/** A job that a mistake of ours has stopped. */
function brokenByUs({ id, state }: Job): string[] {
  const isOurs = "fault" in state && state.fault.code === "tenuto/mistake";
  return isOurs ? [`${id} broke the engine: ${state.fault.message}`] : [];
}
