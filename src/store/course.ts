import { linkOf } from "../domain/chain.ts";
import type { FaultClass } from "../domain/fault.ts";
import type { Job } from "../domain/job.ts";
import type { JournalEntry } from "../domain/journal.ts";
import type { Link } from "../domain/link.ts";
import type { Stage } from "../domain/stage.ts";
import type { Save } from "../domain/store.ts";
import type { Submission } from "../domain/submission.ts";

/** What a fault still counts for: its stage has not been passed, its job has not gone on, or neither. */
export const PENDING = { nothing: 0, passage: 1, resumption: 2 } as const;

/** A fault that a job met before and that is not settled yet. */
export interface OpenFault {
  readonly id: number;
  readonly stage: Stage;
  /** Wall time, ms, at which the job went on; null while it has not. */
  resumed: number | null;
  pending: number;
}

/** A fault as it is kept. */
export interface MetFault extends Omit<OpenFault, "id"> {
  /** Wall time, ms. */
  readonly at: number;
  readonly code: string;
  readonly class: FaultClass;
  readonly provider: string;
  readonly account: string;
  /** Wall time, ms, from which on all was in vain. */
  readonly lostFrom: number;
  wentTo: string | null;
  runsAgain: number;
  /** Audio, ms. */
  againMs: number;
}

/** What one save adds to a job's figures. */
export interface Course {
  readonly passes: Readonly<Record<Stage, number>>;
  readonly thin: number;
  readonly met: readonly MetFault[];
  readonly late: readonly { readonly stage: Stage; readonly attempt: number }[];
  /** Runs too many that were found at the provider, and their audio, ms: the newest fault of a submit brought them about. */
  readonly extraRuns: number;
  readonly extraMs: number;
}

const NO_FAULTS: readonly OpenFault[] = [];

type Saved = Pick<Save, "job" | "submissions" | "entries">;

/**
 * Goes through the entries of a save. A stage is passed at its attempt n when n-1 faults of it were met since it was last
 * passed; a fault lasts from the beginning of what failed until the job's next call.
 *
 * @param open the job's faults that are not settled; they are changed in place
 */
export function courseOf(saved: Saved, open: readonly OpenFault[]): Course {
  const { job, entries } = saved;
  const passes: Record<Stage, number> = { prepare: 0, upload: 0, submit: 0, wait: 0, deliver: 0 };
  const late: { stage: Stage; attempt: number }[] = [];
  const met: MetFault[] = [];
  let [thin, extraRuns] = [0, 0];
  let link = firstLinkOf(saved);

  const unsettled = (): readonly (OpenFault | MetFault)[] =>
    open.length + met.length === 0 ? NO_FAULTS : [...open, ...met].filter(({ pending }) => pending > 0);
  const pass = (stage: Stage): void => {
    passes[stage] += 1;
    const faults = unsettled().filter((fault) => fault.stage === stage && fault.pending === PENDING.passage);
    for (const fault of faults) settle(fault);
    if (faults.length > 0) late.push({ stage, attempt: faults.length + 1 });
  };

  for (const entry of entries) {
    const start = startOf(entry);
    if (start !== null) for (const fault of unsettled()) goOn(fault, start);
    switch (entry.type) {
      case "fault":
        met.push(metAt(link, entry, saved, unsettled()));
        break;
      case "prepared":
        if (entry.sent.length > 0) pass("prepare");
        break;
      case "attempt":
        if (entry.certainty === "accepted") pass(entry.stage);
        break;
      case "looked-up":
        if (entry.found !== null && entry.insteadOf === undefined) pass("submit");
        break;
      case "extra-run":
        extraRuns += 1;
        break;
      case "transcribed":
        if (wasWaitedFor(saved, entry.submission)) pass("wait");
        if ((entry.doubts?.length ?? 0) > 0) thin += 1;
        break;
      case "went-on": {
        const last = met.at(-1);
        if (last !== undefined) last.wentTo = entry.to.provider;
        for (const fault of unsettled()) settle(fault);
        link = entry.to;
        break;
      }
      case "completed":
        if (job.request.deliveries.length > 0) pass("deliver");
        for (const fault of unsettled()) settle(fault);
        break;
      case "failed":
      case "canceled":
        for (const fault of unsettled()) settle(fault);
        break;
      case "accepted":
      case "claimed":
      case "held-up":
      case "intent":
      case "polls":
      case "delivered":
      case "woken":
        break;
      default:
        entry satisfies never;
    }
  }
  return { passes, thin, met, late, extraRuns, extraMs: extraRuns * audioMsOf(job) };
}

/** Where the job was when the first of the entries came about. */
function firstLinkOf({ job, entries }: Saved): Link {
  for (const entry of entries) if (entry.type === "went-on") return entry.from;
  return linkOf(job);
}

/** The stage counts no more on it; whether the job has gone on is another matter. */
function settle(fault: OpenFault | MetFault): void {
  fault.pending = fault.resumed === null ? PENDING.resumption : PENDING.nothing;
}

function goOn(fault: OpenFault | MetFault, at: number): void {
  fault.resumed ??= at;
  if (fault.pending === PENDING.resumption) fault.pending = PENDING.nothing;
}

/** Wall time, ms, at which the job did something again; null for an entry that only tells of waiting. */
function startOf(entry: JournalEntry): number | null {
  switch (entry.type) {
    case "attempt":
    case "fault":
      return entry.exchange?.at ?? entry.at;
    case "prepared":
      return entry.at - entry.elapsedMs;
    case "intent":
    case "looked-up":
    case "extra-run":
    case "polls":
    case "transcribed":
    case "delivered":
    case "completed":
    case "failed":
    case "canceled":
      return entry.at;
    case "accepted":
    case "claimed":
    case "held-up":
    case "woken":
    case "went-on":
      return null;
    default:
      return entry satisfies never;
  }
}

function metAt(
  { provider, account }: Link,
  { at, stage, submission: number, fault, exchange }: Extract<JournalEntry, { type: "fault" }>,
  saved: Saved,
  unsettled: readonly (OpenFault | MetFault)[],
): MetFault {
  const submission = saved.submissions.find((one) => one.number === number);
  const isLost = submission !== undefined && submission.endedAt !== null && !hasTranscript(saved, number);
  const isAgain = isLost && mayBeCharged(submission);
  return {
    at,
    stage,
    code: fault.code,
    class: fault.class,
    provider,
    account,
    lostFrom: Math.min(at, isLost ? runFrom(submission, unsettled, exchange?.at ?? at) : (exchange?.at ?? at)),
    resumed: null,
    pending: PENDING.passage,
    wentTo: null,
    runsAgain: isAgain ? 1 : 0,
    againMs: isAgain ? audioMsOf(saved.job) : 0,
  };
}

/** All of a run is lost that gave no transcript, but for what was lost to earlier faults of it. */
function runFrom({ acceptedAt }: Submission, unsettled: readonly (OpenFault | MetFault)[], callAt: number): number {
  if (acceptedAt === null) return callAt;
  return Math.min(
    callAt,
    unsettled.reduce((latest, { resumed }) => Math.max(latest, resumed ?? 0), acceptedAt),
  );
}

/** An intent is only written where a submit is paid for. What failed at the provider is not charged by those we know. */
function mayBeCharged({ intentAt, outcome }: Submission): boolean {
  return intentAt !== null && (outcome === "abandoned" || outcome === "completed");
}

function hasTranscript({ entries }: Saved, submission: number): boolean {
  return entries.some((entry) => entry.type === "transcribed" && entry.submission === submission);
}

/** What is answered at once has no id to ask after. */
function wasWaitedFor({ submissions }: Saved, number: number): boolean {
  return submissions.some((one) => one.number === number && one.remoteId !== null && one.outcome === "completed");
}

/** Of what is sent, a piece or the whole; 0 where nobody knows its length. */
function audioMsOf({ prepared, piece = 0, request }: Job): number {
  return prepared?.pieces[piece]?.audio.durationMs ?? request.audio.durationMs ?? 0;
}
