import { linkOf } from "../domain/chain.ts";
import { isOver, type Job } from "../domain/job.ts";
import type { FaultSum, JobSum, LateSum, PatternPlace, PatternQuery, PatternSums } from "../domain/patterns.ts";
import { STAGES, type Stage } from "../domain/stage.ts";
import type { Save } from "../domain/store.ts";
import { courseOf, type MetFault, PENDING } from "./course.ts";
import { boundsOf, hourOf } from "./pattern-time.ts";
import { Policies } from "./policies.ts";

interface Kept {
  readonly met: (MetFault & { readonly id: number })[];
  readonly late: { readonly stage: Stage; readonly attempt: number }[];
  readonly passes: Record<Stage, number>;
  thin: number;
}

/** What the memory store knows of how much patience its jobs needed: the same as the durable stores, and summed up in the same way. */
export class MemoryPatterns {
  readonly #kept = new Map<string, Kept>();
  /** By hour. */
  readonly #forgotten = new Map<number, number>();
  readonly #policies = new Policies();
  #ids = 0;

  saved(save: Save): void {
    if (save.entries.length === 0) return;
    const kept = this.#of(save.job.id);
    const course = courseOf(
      save,
      kept.met.filter(({ pending }) => pending > 0),
    );
    for (const met of course.met) {
      this.#ids += 1;
      kept.met.push(Object.assign(met, { id: this.#ids }));
    }
    kept.late.push(...course.late);
    kept.thin += course.thin;
    for (const stage of STAGES) kept.passes[stage] += course.passes[stage];
    const cause = kept.met.findLast(({ stage }) => stage === "submit");
    if (cause !== undefined) {
      cause.runsAgain += course.extraRuns;
      cause.againMs += course.extraMs;
    }
  }

  canceled(job: string, now: number): void {
    for (const fault of this.#kept.get(job)?.met ?? []) {
      if (fault.pending > 0) fault.resumed ??= now;
      fault.pending = PENDING.nothing;
    }
  }

  removed({ id, state }: Job): void {
    this.#kept.delete(id);
    if (!isOver(state) || !("endedAt" in state)) return;
    const hour = hourOf(state.endedAt);
    this.#forgotten.set(hour, (this.#forgotten.get(hour) ?? 0) + 1);
  }

  /** Goes through all jobs. */
  sums(all: Iterable<Job>, query: PatternQuery, now: number): PatternSums {
    const { since, until } = boundsOf(query);
    const isIn = (at: number): boolean => at >= since && at < until;
    const [jobs, faults, late] = [new Sums(JOBS), new Sums(FAULTS), new Sums(LATE)];
    const names = new Map<string, string>();
    for (const job of all) {
      const { request, state, createdAt, id } = job;
      const policy = this.#policies.write(request.policy).hash;
      names.set(policy, request.policy.name);
      if (query.run !== undefined && request.run !== query.run) continue;
      const tag = query.tag === undefined ? null : (request.tags[query.tag] ?? null);
      const kept = this.#kept.get(id) ?? nothing();
      for (const met of kept.met) if (isIn(met.at)) faults.add(faultSumOf(met, policy, tag, now));
      const endedAt = "endedAt" in state ? state.endedAt : null;
      if (endedAt === null ? createdAt >= until : !isIn(endedAt)) continue;
      const place = { hour: endedAt === null ? null : hourOf(endedAt), ...linkOf(job), policy, tag };
      const { passes, thin } = kept;
      const of = { status: state.status, faults: kept.met.length, jobs: 1, passes: { ...passes }, thin };
      jobs.add({ ...place, ...of, firstAt: createdAt, lastAt: createdAt });
      for (const { stage, attempt } of kept.late) late.add({ ...place, stage, attempt, passes: 1 });
    }
    const hours = [...this.#forgotten].filter(([hour]) => hour >= hourOf(since) && hour < until);
    const forgotten = hours.reduce((sum, [, count]) => sum + count, 0);
    const hashes = new Set([...jobs.all(), ...faults.all()].map(({ policy }) => policy));
    const policies = Object.fromEntries([...names].filter(([hash]) => hashes.has(hash)));
    return { jobs: jobs.all(), faults: faults.all(), late: late.all(), policies, forgotten };
  }

  #of(job: string): Kept {
    const kept = this.#kept.get(job) ?? nothing();
    this.#kept.set(job, kept);
    return kept;
  }
}

function nothing(): Kept {
  return { met: [], late: [], passes: { prepare: 0, upload: 0, submit: 0, wait: 0, deliver: 0 }, thin: 0 };
}

function faultSumOf(met: MetFault, policy: string, tag: string | null, now: number): FaultSum {
  const { at, stage, code, class: kind, provider, account, wentTo, lostFrom, resumed, runsAgain, againMs } = met;
  const place = { hour: hourOf(at), provider, account, policy, tag };
  const lostMs = Math.max(0, (resumed ?? now) - lostFrom);
  const cost = { faults: 1, lostMs, waiting: resumed === null ? 1 : 0, runsAgain, againMs };
  return { ...place, stage, code, class: kind, wentTo, ...cost };
}

/** How sums of a kind are told apart, and added up. */
interface Adding<Sum> {
  readonly key: (sum: Sum) => readonly unknown[];
  readonly add: (one: Sum, other: Sum) => Sum;
}

class Sums<Sum> {
  readonly #adding: Adding<Sum>;
  readonly #sums = new Map<string, Sum>();

  constructor(adding: Adding<Sum>) {
    this.#adding = adding;
  }

  add(sum: Sum): void {
    const key = JSON.stringify(this.#adding.key(sum));
    const known = this.#sums.get(key);
    this.#sums.set(key, known === undefined ? sum : this.#adding.add(known, sum));
  }

  all(): Sum[] {
    return [...this.#sums.values()];
  }
}

const placeKey = ({ hour, provider, account, policy, tag }: PatternPlace) => [hour, provider, account, policy, tag];

const JOBS: Adding<JobSum> = {
  key: (sum) => [...placeKey(sum), sum.status, sum.faults],
  add: (one, other) => ({
    ...one,
    jobs: one.jobs + other.jobs,
    passes: {
      prepare: one.passes.prepare + other.passes.prepare,
      upload: one.passes.upload + other.passes.upload,
      submit: one.passes.submit + other.passes.submit,
      wait: one.passes.wait + other.passes.wait,
      deliver: one.passes.deliver + other.passes.deliver,
    },
    thin: one.thin + other.thin,
    firstAt: Math.min(one.firstAt, other.firstAt),
    lastAt: Math.max(one.lastAt, other.lastAt),
  }),
};

const FAULTS: Adding<FaultSum> = {
  key: (sum) => [...placeKey(sum), sum.stage, sum.code, sum.class, sum.wentTo],
  add: (one, other) => ({
    ...one,
    faults: one.faults + other.faults,
    lostMs: one.lostMs + other.lostMs,
    waiting: one.waiting + other.waiting,
    runsAgain: one.runsAgain + other.runsAgain,
    againMs: one.againMs + other.againMs,
  }),
};

const LATE: Adding<LateSum> = {
  key: (sum) => [...placeKey(sum), sum.stage, sum.attempt],
  add: (one, other) => ({ ...one, passes: one.passes + other.passes }),
};
