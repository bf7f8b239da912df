import { linksOf } from "../../domain/chain.ts";
import type { Job } from "../../domain/job.ts";
import type { JournalRecord } from "../../domain/journal.ts";
import type { ProviderFacts } from "../../domain/provider.ts";
import type { JobStore } from "../../domain/store.ts";
import { type Trace, type TracedJob, tracesOf } from "./job-spans.ts";
import { Measuring } from "./measures.ts";
import type { Point } from "./metrics.ts";
import type { SpanData } from "./span-data.ts";
import { endsStretch, SOON_MS } from "./stretches.ts";

/** Where spans and figures go. Places in a trace travel as W3C `traceparent`. */
export interface Outlet {
  /** Where the caller of this moment is in a trace; null where it is in none. */
  readonly caller: () => string | null;
  /** Tells a span with all below it; returns its place. Null where nobody wants spans. */
  readonly trace: ((span: SpanData, among: Relatives) => string) | null;
  /** Null where nobody wants figures. */
  readonly measure: ((point: Point) => void) | null;
}

export interface Relatives {
  readonly parent: string | null;
  readonly links: readonly string[];
}

/** What is read of the store. */
export type Told = Pick<JobStore, "get" | "journal" | "submissions">;

type FactsOf = (provider: string) => Pick<ProviderFacts, "modelOptions"> | undefined;

/** Callers, jobs and spans that are remembered; what is forgotten is read again, or linked less. */
const MOST_KNOWN = 10_000;

/** A model's name may be anything that somebody wrote there. */
const LONGEST_MODEL = 100;

/**
 * Tells of jobs what their journal says: figures from each entry as it comes, and the spans of a stretch when it is over.
 * Both come from the process that works on the store, so that each is told once however many watch; what a process that
 * died had not told yet is told with the rest of its stretch, and never where nothing more happens to the job.
 */
export class Teller {
  readonly #store: Told;
  readonly #outlet: Outlet;
  readonly #factsOf: FactsOf;
  readonly #measuring = new Map<string, Measuring>();
  /** Callers of this process: those of another may be gone, and their spans with them. */
  readonly #callers = new Map<string, true>();
  /** The newest stretch of jobs that may go on, by its place. */
  readonly #before = new Map<string, string>();

  constructor(store: Told, outlet: Outlet, factsOf: FactsOf) {
    this.#store = store;
    this.#outlet = outlet;
    this.#factsOf = factsOf;
  }

  /** Where the caller of this moment is in a trace, for the job that it asks for; undefined where it is in none. */
  readonly callersTrace = (): string | undefined => {
    const caller = quietly(this.#outlet.caller) ?? undefined;
    if (caller !== undefined) remember(this.#callers, caller, true);
    return caller;
  };

  /** @param isOurs whether this process worked on the store when it was written */
  readonly tell = async (record: JournalRecord, isOurs: boolean): Promise<void> => {
    if (this.#outlet.measure !== null) await this.#measure(record, isOurs, this.#outlet.measure);
    if (this.#outlet.trace === null || !isOurs || endsStretch(record.entry) === null) return;
    await this.#trace(record, this.#outlet.trace);
  };

  async #measure(record: JournalRecord, isOurs: boolean, measure: NonNullable<Outlet["measure"]>): Promise<void> {
    const { job, entry } = record;
    const known = this.#measuring.get(job) ?? (await this.#caughtUp(record, isOurs));
    if (known === null) return;
    const runs = entry.type === "transcribed" ? await this.#runs(job) : null;
    const points = known.points(entry, (submission) => runs?.has(submission) === true);
    if (entry.type === "completed") this.#measuring.delete(job);
    if (isOurs) for (const point of points) quietly(() => measure(point));
  }

  /** What is known of a job before this entry; null where nobody has to know it. */
  async #caughtUp({ job, seq, entry }: JournalRecord, isOurs: boolean): Promise<Measuring | null> {
    if (!isOurs && entry.type !== "accepted") return null;
    const measuring = new Measuring();
    if (entry.type !== "accepted") {
      const runs = await this.#runs(job);
      for (const before of await this.#store.journal(job)) {
        if (before.seq < seq) measuring.points(before.entry, (submission) => runs.has(submission));
      }
    }
    remember(this.#measuring, job, measuring);
    return measuring;
  }

  async #trace({ job: id, seq }: JournalRecord, tell: NonNullable<Outlet["trace"]>): Promise<void> {
    const job = await this.#store.get(id);
    if (job === null) return;
    const traces = tracesOf(await this.#traced(job), await this.#store.journal(id));
    const trace = traces.find(({ records }) => records.at(-1)?.seq === seq);
    if (trace === undefined) return;
    const place = quietly(() => tell(trace.root, this.#relatives(job, trace)));
    this.#before.delete(id);
    if (place !== null && trace.outcome !== "completed") remember(this.#before, id, place);
  }

  /** Within its caller's trace where somebody may still look at that; otherwise linked to it, and to what went before. */
  #relatives({ id, request, createdAt }: Job, { number, root }: Trace): Relatives {
    const { trace: caller } = request;
    const before = this.#before.get(id);
    const isSoon = number === 0 && root.endMs - createdAt <= SOON_MS;
    if (caller !== undefined && isSoon && this.#callers.has(caller)) return { parent: caller, links: [] };
    return { parent: null, links: [caller, before].flatMap((place) => place ?? []) };
  }

  async #traced(job: Job): Promise<TracedJob> {
    const { id, request, createdAt } = job;
    const links = linksOf(request).map(({ provider }, at) => {
      const options = (at === 0 ? request.providerOptions : request.linkOptions?.[at]) ?? {};
      return { provider, model: modelIn(options, this.#factsOf(provider)) };
    });
    return { id, kind: request.kind, createdAt, links, runs: await this.#runs(id) };
  }

  async #runs(job: string): Promise<ReadonlyMap<number, string>> {
    const submissions = await this.#store.submissions(job);
    return new Map(submissions.flatMap(({ number, remoteId }) => (remoteId === null ? [] : [[number, remoteId]])));
  }
}

function modelIn(options: Readonly<Record<string, unknown>>, facts: ReturnType<FactsOf>): string | null {
  const named = (facts?.modelOptions ?? []).map((name) => options[name]).find((value) => typeof value === "string");
  return typeof named === "string" ? named.slice(0, LONGEST_MODEL) : null;
}

function remember<T>(known: Map<string, T>, name: string, value: T): void {
  if (known.size >= MOST_KNOWN && !known.has(name)) known.delete(known.keys().next().value ?? "");
  known.set(name, value);
}

/** No job may suffer from what is told of it: what an SDK throws is left to itself. */
function quietly<T>(tell: () => T): T | null {
  try {
    return tell();
  } catch {
    return null;
  }
}
