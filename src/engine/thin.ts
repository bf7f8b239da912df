import { localFault } from "../catalogue/local-fault.ts";
import { nextLinkOf } from "../domain/chain.ts";
import type { Fault } from "../domain/fault.ts";
import { linkName } from "../domain/link.ts";
import type { Transcript } from "../domain/transcript.ts";
import type { Verdict } from "../domain/verdict.ts";
import { type Thin, thinness } from "../policy/thin.ts";
import { billAgain } from "./bill-again.ts";
import { goOn, providerAfter } from "./go-on.ts";
import { type Next, pauseUntil } from "./next.ts";
import { pieceOf } from "./pieces.ts";
import { soundInPiece } from "./sound-in.ts";
import { deliverOrEnd, noteTranscribed, routed } from "./taken.ts";
import type { Turn } from "./turn.ts";

/** What becomes of a transcript: it is taken, with its doubts; or `next` says what is done in its place. */
interface Weighed {
  readonly transcript: Transcript;
  readonly next: Next | null;
}

/**
 * A transcript without a word, or with far fewer than the recording has sound, is asked for once more or elsewhere, as the
 * policy has it and the money budget allows. It is kept meanwhile: it is paid for, and may be all that there will be.
 */
export async function ifThin(turn: Turn, transcript: Transcript): Promise<Weighed> {
  const thin = turn.job.request.kind === "assessment" ? null : thinnessOf(turn, transcript);
  if (thin === null) return { transcript, next: null };
  const doubted = { ...transcript, doubts: [CODES[thin]] };
  if (turn.job.askedOnceMore === true) return { transcript: await better(turn, doubted), next: null };
  const verdict = await whatThen(turn);
  if (verdict === null) return { transcript: doubted, next: null };
  const fault = localFault(CODES[thin], WORDS[thin](turn, transcript), turn.job.stage, turn.now);
  return { transcript: doubted, next: again(turn, doubted, fault, verdict) };
}

/** A job that would end without a transcript has the thin one that was kept; null where there is none. */
export async function fallBack(turn: Turn): Promise<Next | null> {
  const kept = await keptOf(turn);
  if (kept === null) return null;
  turn.keepResult(kept);
  noteTranscribed(turn, kept);
  return deliverOrEnd(turn);
}

const CODES = { empty: "tenuto/empty-transcript", cut: "tenuto/cut-transcript" } as const;

const WORDS: Readonly<Record<Thin, (turn: Turn, transcript: Transcript) => string>> = {
  empty: ({ audio }) => `the transcript of ${audio.name} has no word`,
  cut: ({ audio, job }, { words }) => {
    const sound = job.prepared === undefined ? null : soundInPiece(job.prepared, pieceOf(job));
    const last = words.reduce((end, word) => Math.max(end, word.endMs), 0);
    return `the transcript of ${audio.name} ends at ${seconds(last)}, and there is sound until ${seconds(sound?.toMs ?? 0)}`;
  },
};

function thinnessOf({ job, audio }: Turn, transcript: Transcript): Thin | null {
  const sound = job.prepared === undefined ? null : (soundInPiece(job.prepared, pieceOf(job)) ?? null);
  return thinness(transcript, { durationMs: audio.durationMs, sound }, job.request.policy.thin);
}

/** Null where it is taken as it is. */
async function whatThen(turn: Turn): Promise<Extract<Verdict, { action: "failover" | "rewind" }> | null> {
  const { job, provider } = turn;
  const { action } = job.request.policy.thin;
  if (action === "accept") return null;
  const next = action === "failover" ? nextLinkOf(job) : null;
  const asked = next === null ? provider : (providerAfter(turn) ?? provider);
  if (asked.facts.submitCharges && (await billAgain(turn)) !== null) return null;
  const rule = "policy/thin";
  if (next !== null) return { action: "failover", reason: `${linkName(next)} is asked for it`, rule };
  return { action: "rewind", to: "submit", delayMs: 0, reason: "it is asked for once more", rule };
}

function again(
  turn: Turn,
  doubted: Transcript,
  fault: Fault,
  verdict: Extract<Verdict, { action: "failover" | "rewind" }>,
): Next {
  const { job, submission, now } = turn;
  const at = { stage: job.stage, attempt: job.attempt, submission: turn.submissionNumber };
  turn.note({ type: "fault", ...at, fault, verdict, exchange: null });
  // Of a recording in pieces the store has those before.
  if ((job.prepared?.pieces.length ?? 1) === 1) turn.keepResult(routed(turn, doubted));
  turn.changeSubmission({ endedAt: now, outcome: "completed" });
  turn.change({ askedOnceMore: true });
  if (verdict.action === "failover") return goOn(turn, fault);
  turn.openSubmission({ uploadedAt: submission?.uploadedAt ?? null, private: submission?.private ?? NO_UPLOAD });
  turn.enter("submit");
  return pauseUntil(now);
}

const NO_UPLOAD = { uploadUrl: null };

/** Of two thin ones, that with more words. */
async function better(turn: Turn, second: Transcript): Promise<Transcript> {
  const first = await keptOf(turn);
  return first !== null && first.words.length > second.words.length ? first : second;
}

async function keptOf({ job, means }: Turn): Promise<Transcript | null> {
  if (job.askedOnceMore !== true || (job.prepared?.pieces.length ?? 1) > 1) return null;
  return means.store.result(job.id);
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
