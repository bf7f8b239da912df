import type { JournalEntry } from "../domain/journal.ts";
import type { JobStore } from "../domain/store.ts";
import type { Plot, PlotFault } from "./plot.ts";

/** Entries of the journal that are read at once. */
const PAGE = 1_000;

/** Beyond that many kinds of faults the rarest are left out. */
const MOST_RULES = 40;

/** Where the provider's double can say a fault: in a reply, at a run's end, or nowhere. */
export type Sayable = (code: string) => "reply" | "job" | null;

/** What a store's jobs have met, as a plot with the same rates. */
export interface Recorded {
  readonly plot: Plot;
  /** Jobs and requests that the rates are from. */
  readonly jobs: number;
  readonly requests: number;
  /** Codes of faults that the provider's double has no way of showing, with how often they were met. */
  readonly leftOut: Readonly<Record<string, number>>;
}

type Journal = Pick<JobStore, "events">;
type Stage = PlotFault["stage"];
type Met = Extract<JournalEntry, { type: "fault" }>;

interface Kind {
  readonly stage: Stage;
  readonly fault: PlotFault;
  readonly hints: number[];
  count: number;
}

/**
 * The failures in a store's journal as rates by stage and fault. Each comes by chance and alone in the plot, however they
 * came in truth: an outage is spread over all the time. Reads all of the journal, a page at a time.
 */
export async function recordedPlot(store: Journal, sayable: Sayable): Promise<Recorded> {
  const asked: Record<Stage, number> = { upload: 0, submit: 0, poll: 0, list: 0, job: 0 };
  const kinds = new Map<string, Kind>();
  const leftOut: Record<string, number> = {};
  const submittedAt = new Map<string, number>();
  const jobs = new Set<string>();
  let workMs = 0;
  let worked = 0;
  for await (const { job, entry } of entriesOf(store)) {
    jobs.add(job);
    const stage = requestOf(entry);
    if (stage !== null) asked[stage] += entry.type === "polls" ? entry.count : 1;
    if (entry.type === "attempt" && entry.stage === "submit") {
      asked.job += 1;
      submittedAt.set(job, entry.at);
    }
    const began = submittedAt.get(job);
    if (entry.type === "transcribed" && began !== undefined) {
      workMs += Math.max(0, entry.at - began);
      worked += 1;
    }
    if (entry.type !== "fault" || entry.exchange === null) continue;
    const fault = faultOf(entry, sayable);
    if (fault === null) leftOut[entry.fault.code] = (leftOut[entry.fault.code] ?? 0) + 1;
    else count(kinds, fault, Number(entry.exchange.retryAfter ?? Number.NaN));
  }
  const rules = [...kinds.values()].toSorted((one, other) => other.count - one.count).slice(0, MOST_RULES);
  return {
    plot: {
      name: "from the store",
      processing: worked === 0 ? "exp 4s" : `exp ${Math.round(workMs / worked)}ms`,
      faults: rules.map((kind) => ({ ...kind.fault, ...rateOf(kind, asked[kind.stage]), ...hintOf(kind) })),
      ours: {},
      recoverable: false,
    },
    jobs: jobs.size,
    requests: asked.upload + asked.submit + asked.poll + asked.list,
    leftOut,
  };
}

async function* entriesOf(store: Journal) {
  for (let after = 0; ; ) {
    const page = await store.events(after, PAGE);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.seq;
  }
}

/** The stage of a request that the entry tells of; null where it tells of none. */
function requestOf(entry: JournalEntry): Stage | null {
  switch (entry.type) {
    case "attempt":
    case "fault":
      return entry.exchange === null ? null : stageOf(entry);
    case "polls":
    case "transcribed":
      return "poll";
    case "looked-up":
      return "list";
    default:
      return null;
  }
}

function stageOf({ stage, exchange }: Pick<Met, "stage" | "exchange">): Stage | null {
  if (stage === "upload" || stage === "submit") return stage;
  if (stage !== "wait") return null;
  // The path of a run ends with its id, that of the list does not.
  return exchange?.endpoint.endsWith("}") === false ? "list" : "poll";
}

/** As the provider's double shows it; null where it cannot. */
function faultOf(met: Met, sayable: Sayable): PlotFault | null {
  const stage = stageOf(met);
  const { fault, exchange } = met;
  if (stage === null || exchange === null) return null;
  const place = sayable(fault.code);
  if (place === "job") return { stage: "job", fault: fault.code };
  if (place === "reply") return { stage, fault: fault.code };
  if (fault.class === "timeout" && exchange.status === null) return { stage, fault: "no-answer" };
  if (exchange.status === null) return { stage, fault: fault.certainty === "unknown" ? "reset-after" : "reset-before" };
  if (exchange.status >= 200 && exchange.status <= 299) return { stage, fault: "cut-json" };
  return { stage, status: exchange.status };
}

function count(kinds: Map<string, Kind>, fault: PlotFault, hint: number): void {
  const key = JSON.stringify(fault);
  const kind = kinds.get(key) ?? { stage: fault.stage, fault, hints: [], count: 0 };
  kind.count += 1;
  if (Number.isFinite(hint)) kind.hints.push(hint);
  kinds.set(key, kind);
}

function rateOf({ count: times }: Kind, asked: number): Pick<PlotFault, "probability"> {
  return { probability: Math.min(1, Math.round((times / Math.max(times, asked)) * 10_000) / 10_000) };
}

/** The middle one of the hints, where most of the replies had one. */
function hintOf({ hints, count: times, stage }: Kind): Pick<PlotFault, "retryAfter"> {
  const middle = hints.toSorted((one, other) => one - other)[Math.floor(hints.length / 2)];
  return middle === undefined || hints.length * 2 < times || stage === "job" ? {} : { retryAfter: Math.ceil(middle) };
}
