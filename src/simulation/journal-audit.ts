import type { JournalEntry } from "../domain/journal.ts";
import type { Stage } from "../domain/stage.ts";

/** What the journal has told of one job so far. */
interface Life {
  readonly deadline: number;
  readonly uploadLifetimeMs: number;
  /** An intent is out, and nobody knows yet what came of it. */
  uncertain: boolean;
  /** Look-ups in a row that found nothing. */
  empty: number;
  /** Nothing may be sent before this wall time, ms. */
  notBefore: number;
  /** Wall time of the upload that is in use; null while there is none. */
  uploadedAt: number | null;
  /** The newest submission that the provider has accepted. */
  accepted: number;
  over: "transcribed" | "ended" | null;
  /** It has left the provider that is watched here. */
  elsewhere: boolean;
}

/** Tells what a job's journal breaks, entry by entry as they are committed. */
export class JournalAudit {
  /** Successes written down, by stage. */
  readonly accepted = { upload: 0, submit: 0 };
  readonly #lives = new Map<string, Life>();
  readonly #broken: (what: string) => void;

  constructor(broken: (what: string) => void) {
    this.#broken = broken;
  }

  /** A job that was accepted; `deadline` is wall time. */
  begin(job: string, { deadline, uploadLifetimeMs }: Pick<Life, "deadline" | "uploadLifetimeMs">): void {
    this.#lives.set(job, {
      deadline,
      uploadLifetimeMs,
      uncertain: false,
      empty: 0,
      notBefore: 0,
      uploadedAt: null,
      accepted: 0,
      over: null,
      elsewhere: false,
    });
  }

  entry(job: string, entry: JournalEntry): void {
    const life = this.#lives.get(job);
    if (life === undefined) {
      this.#broken(`${job} is in the journal and was never accepted`);
      return;
    }
    const broken = (what: string): void => this.#broken(`${job} ${what}`);
    sentInTime(life, entry, broken);
    switch (entry.type) {
      case "intent":
        intended(life, entry.submission, broken);
        break;
      case "looked-up":
        if (entry.found === null) life.empty += 1;
        else settled(life, entry.submission);
        break;
      case "attempt":
        this.#succeeded(life, entry, broken);
        break;
      case "fault":
        faulted(life, entry);
        break;
      case "went-on":
        life.elsewhere = true;
        break;
      case "transcribed":
        life.over = "transcribed";
        break;
      case "completed":
      case "failed":
      case "canceled":
        if (life.over === "ended") broken(`ended twice (${entry.type})`);
        life.over = "ended";
        break;
      default:
    }
  }

  #succeeded(life: Life, entry: Extract<JournalEntry, { type: "attempt" }>, broken: (what: string) => void): void {
    if (life.elsewhere) return;
    if (entry.stage === "submit") {
      this.accepted.submit += 1;
      settled(life, entry.submission);
    }
    if (entry.stage !== "upload") return;
    this.accepted.upload += 1;
    const age = life.uploadedAt === null ? null : entry.at - life.uploadedAt;
    if (age !== null && age < life.uploadLifetimeMs) broken("uploaded again what was uploaded and still good");
    life.uploadedAt = entry.at;
  }
}

function settled(life: Life, submission: number): void {
  life.uncertain = false;
  life.accepted = Math.max(life.accepted, submission);
}

/** After an intent whose outcome is unknown, no further intent before two empty look-ups; after a success none at all. */
function intended(life: Life, submission: number, broken: (what: string) => void): void {
  if (life.over !== null) broken("was submitted after its transcript had come");
  if (submission <= life.accepted) broken(`repeated its submit ${submission} after it had succeeded`);
  if (life.uncertain && life.empty < 2) broken("was submitted while an earlier submit was uncertain");
  life.uncertain = true;
  life.empty = 0;
}

function faulted(life: Life, { stage, fault, verdict }: Extract<JournalEntry, { type: "fault" }>): void {
  life.notBefore = fault.notBefore ?? 0;
  // Where the policy takes the risk of paying twice, it is the money's budget that counts.
  if (stage === "submit") life.uncertain = fault.certainty === "unknown" && verdict.rule !== "uncertain/resubmit";
  if (verdict.action === "rewind" && verdict.to === "upload") life.uploadedAt = null;
}

const STAGES_AT_PROVIDER: readonly Stage[] = ["upload", "submit", "wait"];

/** Nothing of a job is sent before the time that the provider last asked it to wait for, after its deadline or its end. */
function sentInTime(life: Life, entry: JournalEntry, broken: (what: string) => void): void {
  if (entry.type !== "attempt" && entry.type !== "fault") return;
  const sentAt = entry.exchange?.at;
  if (sentAt === undefined || !STAGES_AT_PROVIDER.includes(entry.stage)) return;
  if (sentAt < life.notBefore) broken(`sent ${life.notBefore - sentAt} ms earlier than a hint allowed`);
  if (sentAt > life.deadline) broken(`sent ${sentAt - life.deadline} ms after its deadline`);
  if (life.over !== null) broken(`went back to ${entry.stage} after its success`);
}
