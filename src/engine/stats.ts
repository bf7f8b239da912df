import type { FaultSum, JobSum, LateSum, PatternSums } from "../domain/patterns.ts";
import { STAGES, type Stage } from "../domain/stage.ts";
import type {
  Attempts,
  FaultFigures,
  Figures,
  GroupFigures,
  HourFigures,
  PolicyFigures,
  StageFigures,
  Stats,
  StatsGrouping,
} from "./figures.ts";

/** Figures from a store's sums. */
export function statsOf(sums: PatternSums, by: StatsGrouping | null): Stats {
  const { jobs, faults, late, policies, forgotten } = sums;
  return {
    all: figuresOf(jobs, faults),
    attempts: attemptsOf(jobs),
    stages: STAGES.flatMap((stage) => stageOf(stage, jobs, faults, late) ?? []),
    faults: faultsOf(faults),
    hours: hoursOf(faults),
    policies: policiesOf(jobs, faults, policies),
    groups: by === null ? null : groupsOf(jobs, faults, by),
    forgotten,
  };
}

function figuresOf(jobs: readonly JobSum[], faults: readonly FaultSum[]): Figures {
  const count = (which: (sum: JobSum) => boolean): number => total(jobs.filter(which), (sum) => sum.jobs);
  const completed = count(({ status }) => status === "completed");
  const failed = count(({ status }) => status === "failed");
  const atFirst = count((sum) => sum.status === "completed" && sum.faults === 0);
  const ended = completed + failed;
  const attempts = total(jobs.filter(isEnded), (sum) => sum.jobs * (1 + sum.faults));
  return {
    completed,
    failed,
    canceled: count(({ status }) => status === "canceled"),
    unfinished: count(({ status }) => status === "open" || status === "parked"),
    doneShare: share(completed, ended),
    atFirst,
    firstShare: share(atFirst, ended),
    recovered: completed - atFirst,
    attemptsPerJob: share(attempts, ended),
    ...costOf(faults),
    waiting: total(faults, ({ waiting }) => waiting),
    failovers: failoversOf(faults),
    thin: total(jobs, ({ thin }) => thin),
  };
}

function isEnded({ status }: JobSum): boolean {
  return status === "completed" || status === "failed";
}

function costOf(faults: readonly FaultSum[]): Pick<Figures, "faults" | "lostMs" | "runsAgain" | "againMs"> {
  return {
    faults: total(faults, (sum) => sum.faults),
    lostMs: total(faults, ({ lostMs }) => lostMs),
    runsAgain: total(faults, ({ runsAgain }) => runsAgain),
    againMs: total(faults, ({ againMs }) => againMs),
  };
}

function failoversOf(faults: readonly FaultSum[]): number {
  return total(faults, (sum) => (sum.wentTo === null ? 0 : sum.faults));
}

function attemptsOf(jobs: readonly JobSum[]): readonly Attempts[] {
  const counts = new Map<number, number>();
  for (const { status, faults, jobs: count } of jobs) {
    if (status === "completed") counts.set(faults + 1, (counts.get(faults + 1) ?? 0) + count);
  }
  return inOrder(counts);
}

function inOrder(counts: ReadonlyMap<number, number>): readonly Attempts[] {
  return [...counts]
    .filter(([, count]) => count > 0)
    .map(([attempt, count]) => ({ attempt, count }))
    .toSorted((one, other) => one.attempt - other.attempt);
}

function stageOf(
  stage: Stage,
  jobs: readonly JobSum[],
  faults: readonly FaultSum[],
  late: readonly LateSum[],
): StageFigures | null {
  const passes = total(jobs, (sum) => sum.passes[stage]);
  const mine = faults.filter((sum) => sum.stage === stage);
  if (passes === 0 && mine.length === 0) return null;
  const counts = new Map<number, number>();
  for (const sum of late) if (sum.stage === stage) counts.set(sum.attempt, (counts.get(sum.attempt) ?? 0) + sum.passes);
  const atFirst = passes - total([...counts.values()], (count) => count);
  return {
    stage,
    passes,
    atFirst,
    firstShare: share(atFirst, passes),
    attempts: inOrder(new Map([[1, atFirst], ...counts])),
    ...costOf(mine),
  };
}

function faultsOf(faults: readonly FaultSum[]): readonly FaultFigures[] {
  const all = total(faults, (sum) => sum.faults);
  return [...grouped(faults, ({ code }) => code)]
    .map(([code, mine]) => ({
      code,
      class: mine[0]?.class ?? "protocol",
      stages: STAGES.filter((stage) => mine.some((sum) => sum.stage === stage)),
      ...costOf(mine),
      share: total(mine, (sum) => sum.faults) / all,
      failovers: failoversOf(mine),
    }))
    .toSorted((one, other) => other.faults - one.faults || (one.code < other.code ? -1 : 1));
}

function hoursOf(faults: readonly FaultSum[]): readonly HourFigures[] {
  const hours = new Map<number, Partial<Record<Stage, number>>>();
  for (const { hour, stage, faults: count } of faults) {
    const known = hours.get(hour) ?? {};
    known[stage] = (known[stage] ?? 0) + count;
    hours.set(hour, known);
  }
  return [...hours].map(([hour, counts]) => ({ hour, faults: counts })).toSorted((one, other) => one.hour - other.hour);
}

function policiesOf(
  jobs: readonly JobSum[],
  faults: readonly FaultSum[],
  names: PatternSums["policies"],
): readonly PolicyFigures[] {
  return apart(jobs, faults, ({ policy }) => policy)
    .map(([hash, mine, met]) => ({
      hash,
      name: names[hash] ?? "",
      firstAt: least(mine.map(({ firstAt }) => firstAt)),
      lastAt: most(mine.map(({ lastAt }) => lastAt)),
      ...figuresOf(mine, met),
    }))
    .toSorted((one, other) => (one.firstAt ?? 0) - (other.firstAt ?? 0) || (one.hash < other.hash ? -1 : 1));
}

function groupsOf(jobs: readonly JobSum[], faults: readonly FaultSum[], by: StatsGrouping): readonly GroupFigures[] {
  return apart(jobs, faults, (sum) => sum[by])
    .map(([group, mine, met]) => ({ group, ...figuresOf(mine, met) }))
    .toSorted((one, other) => (isBefore(one.group, other.group) ? -1 : 1));
}

/** Jobs and faults of each key. */
function apart<Key>(
  jobs: readonly JobSum[],
  faults: readonly FaultSum[],
  keyOf: (sum: JobSum | FaultSum) => Key,
): (readonly [Key, readonly JobSum[], readonly FaultSum[]])[] {
  const [ofJobs, ofFaults] = [grouped(jobs, keyOf), grouped(faults, keyOf)];
  const keys = new Set([...ofJobs.keys(), ...ofFaults.keys()]);
  return [...keys].map((key) => [key, ofJobs.get(key) ?? [], ofFaults.get(key) ?? []] as const);
}

function grouped<Key, Item>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const known = groups.get(keyOf(item));
    if (known === undefined) groups.set(keyOf(item), [item]);
    else known.push(item);
  }
  return groups;
}

/** What has no group comes last. */
function isBefore(one: GroupFigures["group"], other: GroupFigures["group"]): boolean {
  if (one === null || other === null) return other === null;
  return one < other;
}

function total<Item>(items: readonly Item[], amount: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + amount(item), 0);
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** Math.min over a hundred thousand arguments would overflow the stack. */
function least(values: readonly number[]): number | null {
  return values.reduce<number | null>((known, value) => (known === null || value < known ? value : known), null);
}

function most(values: readonly number[]): number | null {
  return values.reduce<number | null>((known, value) => (known === null || value > known ? value : known), null);
}
