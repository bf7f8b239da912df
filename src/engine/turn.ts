import type { AudioRef } from "../domain/audio-source.ts";
import { linkOf } from "../domain/chain.ts";
import type { Exchange, ExchangeRecord } from "../domain/exchange.ts";
import type { Job } from "../domain/job.ts";
import type { Access, Provider } from "../domain/provider.ts";
import type { Stage } from "../domain/stage.ts";
import type { Claim } from "../domain/store.ts";
import type { Submission } from "../domain/submission.ts";
import type { Transcript } from "../domain/transcript.ts";
import type { Means } from "./means.ts";
import { type Note, Notes, type PollSaid } from "./notes.ts";
import { pieceOf } from "./pieces.ts";
import { recordOf } from "./record.ts";
import { redact, secretsIn } from "./redact.ts";
import type { Vigil } from "./vigil.ts";

/** How long a claim lasts unless it is prolonged: a dead worker's jobs wait no longer for another. */
export const LEASE_MS = 120_000;

/** Thrown where the fence refuses: somebody else has the job now, or may, and everything in hand is dropped. */
export class FencedOff extends Error {}

/**
 * One job in a worker's hands: the row as it will be saved next, the submissions that changed, and the evidence not yet
 * written. Nothing here is true before `save` says so.
 */
export class Turn {
  job: Job;
  readonly provider: Provider;
  readonly means: Means;
  /** Empty until the engine has resolved the job's account. */
  access: Access = { baseUrl: "", key: "" };
  /** Wall time, ms, at which the claim lapses, as the last save of ours has it. */
  leaseUntil: number;
  /** A run of the same, found late, that may be done before the one that is waited for; and at which poll it is asked after. */
  elder: { readonly remoteId: string; readonly atPoll: number } | null = null;
  /** Runs of the same that failed, and are not asked after any more. */
  readonly failedElders = new Set<string>();
  /** What is known of the run that it waits for; null while it waits for none. */
  vigil: Vigil | null = null;
  readonly #claim: Claim;
  readonly #submissions: Submission[];
  readonly #changed = new Set<number>();
  readonly #notes = new Notes();
  #dirty = false;
  #result: Transcript | undefined;
  #resultSaved = false;

  constructor(claim: Claim, provider: Provider, means: Means) {
    this.job = claim.job;
    this.provider = provider;
    this.means = means;
    this.leaseUntil = claim.leaseUntil;
    this.#claim = claim;
    this.#submissions = [...claim.submissions];
  }

  get now(): number {
    return this.means.runtime.clock.now();
  }

  /** Whether there is something to write before anything else may happen. */
  get dirty(): boolean {
    return this.#dirty || this.#notes.pressing;
  }

  get submissions(): readonly Submission[] {
    return this.#submissions;
  }

  /** The newest submission. */
  get submission(): Submission | null {
    return this.#submissions.at(-1) ?? null;
  }

  /** Of the newest submission, or of the first that there will be. */
  get submissionNumber(): number {
    return this.submission?.number ?? 1;
  }

  /** The transcript, once it is here, or that of the pieces so far. */
  get result(): Transcript | undefined {
    return this.#result;
  }

  /** Written with the next save. */
  keepResult(transcript: Transcript): void {
    this.#result = transcript;
    this.#resultSaved = false;
    this.#dirty = true;
  }

  change(patch: Partial<Job>): void {
    this.replace({ ...this.job, ...patch });
  }

  replace(job: Job): void {
    this.job = job;
    this.#dirty = true;
  }

  /** Whose slots, key and gates it uses now. */
  get account(): string {
    return linkOf(this.job).account;
  }

  /** Enters a stage: its tries are counted anew. */
  enter(stage: Stage): void {
    // Back from a detour, such as a new upload: what went wrong here before still counts, or it would go on for ever.
    const isBack = this.job.lastFault?.stage === stage;
    this.change({ stage, attempt: 0, spent: 0, streak: 0, ...(isBack ? {} : { repeats: 0, lastFault: null }) });
  }

  changeSubmission(patch: Partial<Submission>): void {
    const last = this.#submissions.length - 1;
    const current = this.#submissions[last];
    if (current === undefined) throw new Error("a job has no submission to change");
    this.#submissions[last] = { ...current, ...patch };
    this.#changed.add(last);
    this.#dirty = true;
  }

  /** What is to be sent now: the recording, or the piece of it that is in hand. */
  get audio(): AudioRef {
    return pieceOf(this.job).audio;
  }

  /** Nothing is uploaded by us yet; of a recording that the provider fetches, its address is all it needs. */
  get noUpload(): Pick<Submission, "uploadedAt" | "private"> {
    const { request, fetched } = this.job;
    return { uploadedAt: null, private: { uploadUrl: fetched === undefined ? (request.audioUrl ?? null) : null } };
  }

  openSubmission(upload: Pick<Submission, "uploadedAt" | "private">): void {
    this.#submissions.push({
      id: this.means.runtime.ids.next("sub"),
      job: this.job.id,
      number: this.#submissions.length + 1,
      provider: this.provider.name,
      account: this.account,
      uploadedAt: upload.uploadedAt,
      intentAt: null,
      remoteId: null,
      acceptedAt: null,
      certainty: null,
      uncertainSince: null,
      emptyLookups: 0,
      endedAt: null,
      outcome: null,
      private: upload.private,
    });
    this.#changed.add(this.#submissions.length - 1);
    this.#dirty = true;
  }

  /** The newest submission, opened if there is none or if that one is over. */
  beginSubmission(): void {
    if (this.submission === null || this.submission.endedAt !== null) this.openSubmission(this.noUpload);
  }

  /** Somebody tells that the run may be over. Always true. */
  isRung(): true {
    if (this.vigil !== null) this.vigil.rung = true;
    return true;
  }

  note(note: Note): void {
    this.#notes.add(note, this.now);
  }

  /** An attempt that the provider accepted. */
  noteAccepted(stage: "upload" | "submit", exchange: Exchange): void {
    this.note({
      type: "attempt",
      stage,
      attempt: this.job.attempt + 1,
      submission: this.submissionNumber,
      certainty: "accepted",
      exchange: this.record(exchange, false),
    });
  }

  /** A poll that changed nothing: counted here, written with the next entry, worth no commit of its own. */
  notePoll(said: PollSaid["said"], throttled: boolean): void {
    this.job = { ...this.job, attempt: this.job.attempt + 1 };
    this.#notes.addPoll({ said, throttled, submission: this.submissionNumber }, this.now);
  }

  readonly redact = (text: string): string => {
    return redact(text, this.secrets);
  };

  /** All that this job knows and nobody may read of it. */
  get secrets(): readonly string[] {
    const { providerOptions, linkOptions = [], audioUrl } = this.job.request;
    const uploads = this.#submissions.map((submission) => submission.private.uploadUrl ?? "");
    const webhook = this.means.webhook?.header?.value ?? "";
    return [
      this.access.key,
      webhook,
      ...secretsIn(providerOptions),
      ...linkOptions.flatMap((options) => secretsIn(options)),
      audioUrl ?? "",
      ...uploads,
      ...this.#tokens,
    ];
  }

  /** What results of this job prove themselves by. */
  get #tokens(): readonly string[] {
    const { callbacks } = this.means;
    if (callbacks === undefined) return [];
    return this.#submissions.map(({ job, number }) => callbacks.tokenFor({ job, submission: number }));
  }

  record(exchange: Exchange, failed: boolean): ExchangeRecord {
    return recordOf(exchange, failed, this.redact);
  }

  /**
   * Commits all that has gathered and keeps the claim for `leaseMs` more; default one lease. Throws `FencedOff` when the
   * job is somebody else's now, and `StoreError`.
   */
  async hold(leaseMs = LEASE_MS): Promise<void> {
    await this.#save(this.now + leaseMs);
  }

  /** Commits and lets the job go; an open one is due again at its `due`. Throws as `hold` does. */
  async release(): Promise<void> {
    await this.#save(null);
  }

  /** The same for one that goes on at another link: it lets go of its slot as well. */
  async move(): Promise<void> {
    await this.#save(null, true);
  }

  async #save(holdUntil: number | null, moves = false): Promise<void> {
    const entries = this.#notes.take();
    const submissions = [...this.#changed].flatMap((index) => this.#submissions[index] ?? []);
    const result = this.#resultSaved ? undefined : this.#result;
    this.#changed.clear();
    this.#dirty = false;
    const kept = await this.means.store.save({
      turn: this.#claim.turn,
      job: this.job,
      submissions,
      entries,
      holdUntil,
      ...(moves ? { moves } : {}),
      ...(result === undefined ? {} : { result }),
    });
    if (!kept) throw new FencedOff();
    this.#resultSaved ||= result !== undefined;
    if (holdUntil !== null) this.leaseUntil = holdUntil;
  }
}
