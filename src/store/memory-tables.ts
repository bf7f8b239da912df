import type { Arrival } from "../domain/arrival.ts";
import { linkOf, mayGoElsewhere } from "../domain/chain.ts";
import { isOver, type Job, type JobStatus } from "../domain/job.ts";
import type { JournalEntry, JournalRecord } from "../domain/journal.ts";
import type { Claim, JobQuery, JobSummary } from "../domain/store.ts";
import type { Submission } from "../domain/submission.ts";
import type { Transcript } from "../domain/transcript.ts";
import { isWanted, summaryOf } from "./job-query.ts";
import { Lines } from "./lines.ts";
import { MemoryAccounts } from "./memory-accounts.ts";
import { MemoryArrivals } from "./memory-arrivals.ts";
import { MemoryPatterns } from "./memory-patterns.ts";

export interface Row {
  job: Job;
  /** The fence. */
  turn: number;
  holder: string | null;
  hasSlot: boolean;
  /** In whose line it stands. */
  account: string;
  /** Whether it is counted among those that may need their recording. */
  mayNeedAudio: boolean;
  result: Transcript | null;
  readonly submissions: Map<string, Submission>;
  readonly journal: JournalRecord[];
}

/** The memory store's rows, with what the durable stores leave to indexes. */
export class MemoryTables {
  readonly rows = new Map<string, Row>();
  readonly accounts = new MemoryAccounts();
  readonly arrivals = new MemoryArrivals();
  readonly patterns = new MemoryPatterns();
  readonly lines = new Lines(this.accounts.rows);
  /** By their numbers, from 1; those of a job that was removed are gone. */
  readonly #events: (JournalRecord | null)[] = [];
  /** All ids in order. */
  readonly #ids: string[] = [];
  /** Which unfinished job has a key, and how many jobs may need a recording. */
  readonly #byKey = new Map<string, string>();
  readonly #audio = new Map<string, number>();
  /** By account and remote id, the job. */
  readonly #runs = new Map<string, Map<string, string>>();

  unfinishedWithKey(key: string): string | undefined {
    return this.#byKey.get(key);
  }

  needsAudio(sha256: string): boolean {
    return this.#audio.has(sha256);
  }

  knowsRemoteId(account: string, id: string): boolean {
    return this.jobOfRun(account, id) !== null;
  }

  jobOfRun(account: string, id: string): string | null {
    return this.#runs.get(account)?.get(id) ?? null;
  }

  /** An unfinished job with the same key, or one with the same id, is attached to instead. */
  accept(job: Job, now: number): { readonly id: string; readonly attached: boolean } {
    const { key, audio } = job.request;
    const known = this.unfinishedWithKey(key) ?? this.rows.get(job.id)?.job.id;
    if (known !== undefined) return { id: known, attached: true };
    const row = this.add({ ...job, state: { status: "open", due: now } });
    const { provider } = linkOf(job);
    this.enter(row, { at: now, type: "accepted", audio: audio.name, bytes: audio.bytes, provider });
    return { id: job.id, attached: false };
  }

  add(job: Job): Row {
    const row: Row = {
      job,
      turn: 0,
      holder: null,
      hasSlot: false,
      account: linkOf(job).account,
      mayNeedAudio: false,
      result: null,
      submissions: new Map(),
      journal: [],
    };
    this.rows.set(job.id, row);
    this.#ids.splice(this.#placeAfter(job.id), 0, job.id);
    this.put(row, job);
    return row;
  }

  /** Writes a row's job, and moves it to where it now stands in line. */
  put(row: Row, job: Job): void {
    row.job = job;
    const { id, request, stage, state } = job;
    if (!isOver(state)) this.#byKey.set(request.key, id);
    else if (this.#byKey.get(request.key) === id) this.#byKey.delete(request.key);
    this.#countAudio(row, state.status !== "completed" && state.status !== "canceled");
    const due = "due" in state ? state.due : null;
    const standing = stage === "deliver" ? "delivering" : row.hasSlot ? "going" : "waiting";
    const { share, audio } = request;
    const { account } = linkOf(job);
    const bytes = stage === "wait" ? 0 : audio.bytes;
    if (row.account !== account) this.lines.remove({ id, account: row.account, share });
    row.account = account;
    const mayGo = mayGoElsewhere(job);
    if (due === null) this.lines.remove({ id, account, share });
    else this.lines.put({ id, account, share, standing, isInHand: row.holder !== null, due, bytes, mayGo });
  }

  /** Gives it to a worker, with a slot of its account where it needs one. */
  take(row: Row, worker: string, leaseUntil: number, onlyElsewhere: boolean): Claim {
    const { stage, request } = row.job;
    row.turn += 1;
    row.holder = worker;
    if (!onlyElsewhere) {
      if (stage !== "deliver" && !row.hasSlot) this.lines.give(linkOf(row.job).account, request.share);
      row.hasSlot = stage !== "deliver";
    }
    this.put(row, { ...row.job, state: { status: "open", due: leaseUntil } });
    const claim = { job: row.job, submissions: submissionsOf(row), turn: row.turn, leaseUntil };
    return onlyElsewhere ? { ...claim, onlyElsewhere } : claim;
  }

  /** Wakes what is parked of an account. */
  wakeParked(account: string, reason: string, now: number): number {
    const isParked = ({ job }: Row): boolean => linkOf(job).account === account && job.state.status === "parked";
    return this.wake(this.inOrder(), isParked, reason, now);
  }

  /** Makes those that are meant due now, and says so in their journals. Returns how many. */
  wake(rows: Iterable<Row>, isMeant: (row: Row) => boolean, reason: string, now: number): number {
    let woken = 0;
    for (const row of rows) {
      if (!isMeant(row)) continue;
      this.put(row, { ...row.job, state: { status: "open", due: now } });
      this.enter(row, { at: now, type: "woken", reason });
      woken += 1;
    }
    return woken;
  }

  saveSubmission(row: Row, submission: Submission): void {
    row.submissions.set(submission.id, submission);
    if (submission.remoteId === null) return;
    const known = this.#runs.get(submission.account) ?? new Map<string, string>();
    this.#runs.set(submission.account, known.set(submission.remoteId, row.job.id));
  }

  /** Whatever came for the job is in its transcript, or is not needed. */
  keepResult(row: Row, result: Transcript): void {
    row.result = result;
    this.arrivals.forget(row.job.id);
  }

  /** False where nobody needs it. */
  keepArrival(arrival: Arrival): boolean {
    const row = this.rows.get(arrival.job);
    const submission =
      row === undefined ? undefined : submissionsOf(row).find(({ number }) => number === arrival.submission);
    if (submission === undefined || submission.outcome === "completed") return false;
    if (row?.job.state.status === "completed") return false;
    this.arrivals.put(arrival);
    return true;
  }

  enter(row: Row, entry: JournalEntry): void {
    const record = { seq: this.lastSeq + 1, job: row.job.id, entry };
    this.#events.push(record);
    row.journal.push(record);
  }

  get lastSeq(): number {
    return this.#events.length;
  }

  eventsAfter(after: number, limit: number): readonly JournalRecord[] {
    const found: JournalRecord[] = [];
    for (let at = after; at < this.#events.length && found.length < limit; at += 1) {
      const record = this.#events[at];
      if (record != null) found.push(record);
    }
    return found;
  }

  /** Forgets a row with all that belongs to it. It is over, so it stands in no line. */
  remove(row: Row): void {
    const { id } = row.job;
    this.patterns.removed(row.job);
    this.#countAudio(row, false);
    this.arrivals.forget(id);
    for (const { seq } of row.journal) this.#events[seq - 1] = null;
    for (const { account, remoteId } of row.submissions.values()) {
      if (remoteId !== null) this.#runs.get(account)?.delete(remoteId);
    }
    this.#ids.splice(this.#placeAfter(id) - 1, 1);
    this.rows.delete(id);
  }

  /** Rows in the order of their ids, from the first after `after`. */
  *inOrder(after = ""): Generator<Row> {
    for (let at = this.#placeAfter(after); at < this.#ids.length; at += 1) {
      const row = this.rows.get(this.#ids[at] ?? "");
      if (row !== undefined) yield row;
    }
  }

  /** The same from the end, from the last before `before`. */
  *newestFirst(before?: string): Generator<Row> {
    const from = before === undefined ? this.#ids.length : this.#placeAfter(before);
    for (let at = from - 1; at >= 0; at -= 1) {
      const id = this.#ids[at] ?? "";
      const row = this.rows.get(id);
      if (row !== undefined && id !== before) yield row;
    }
  }

  list(query: JobQuery): readonly JobSummary[] {
    const found: JobSummary[] = [];
    const rows = query.newestFirst === true ? this.newestFirst(query.after) : this.inOrder(query.after);
    for (const { job } of rows) {
      if (found.length === query.limit) break;
      if (isWanted(job, query)) found.push(summaryOf(job));
    }
    return found;
  }

  counts(run?: string): Readonly<Record<JobStatus, number>> {
    const counts: Record<JobStatus, number> = { open: 0, parked: 0, completed: 0, failed: 0, canceled: 0 };
    for (const job of this.jobs()) {
      if (run === undefined || job.request.run === run) counts[job.state.status] += 1;
    }
    return counts;
  }

  *jobs(): Generator<Job> {
    for (const { job } of this.rows.values()) yield job;
  }

  /** The row with this id, or none. */
  only(id: string): readonly Row[] {
    const row = this.rows.get(id);
    return row === undefined ? [] : [row];
  }

  #countAudio(row: Row, needs: boolean): void {
    if (needs === row.mayNeedAudio) return;
    row.mayNeedAudio = needs;
    const { sha256 } = row.job.request.audio;
    const jobs = (this.#audio.get(sha256) ?? 0) + (needs ? 1 : -1);
    if (jobs > 0) this.#audio.set(sha256, jobs);
    else this.#audio.delete(sha256);
  }

  /** Where in the order of ids the first one after `id` stands. */
  #placeAfter(id: string): number {
    let low = 0;
    let high = this.#ids.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ids[middle] ?? "") <= id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

export function submissionsOf(row: Row): Submission[] {
  return [...row.submissions.values()].sort((one, other) => one.number - other.number);
}
