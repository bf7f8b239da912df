import { createReadStream, createWriteStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { planRepair } from "../audio/plan.ts";
import { audioFault, type Refusing } from "../catalogue/audio-fault.ts";
import { localFault } from "../catalogue/local-fault.ts";
import type { AudioReport } from "../domain/audio-report.ts";
import type { AudioRules } from "../domain/audio-rules.ts";
import type { AudioSource } from "../domain/audio-source.ts";
import { AudioError } from "../domain/errors.ts";
import type { Fault } from "../domain/fault.ts";
import type { Mended } from "../domain/inspector.ts";
import type { Piece, Prepared } from "../domain/job.ts";
import type { RepairPlan } from "../domain/repair.ts";
import { stageAfter } from "../domain/stage.ts";
import { timeLimitMs } from "../policy/time-limit.ts";
import { providerAfter } from "./go-on.ts";
import { missingAudio } from "./held-audio.ts";
import { again, type Next, pauseUntil } from "./next.ts";
import { recordingOf } from "./pieces.ts";
import { respond } from "./respond.ts";
import type { Signals } from "./signals.ts";
import { soundIn } from "./sound-in.ts";
import type { Turn } from "./turn.ts";

/** What came of preparing a recording. */
type Preparing =
  | { readonly kind: "ready"; readonly prepared: Prepared; readonly mended: readonly string[] }
  | { readonly kind: "fault"; readonly fault: Fault };

/**
 * Looks into the recording before any of it is sent, and mends it where the policy says so: what could only fail is
 * refused here, where it costs nothing. Safe to repeat: what it makes is made from the recording, which stays as it is.
 */
export async function prepare(turn: Turn, { stop }: Signals): Promise<Next> {
  const { means, provider, job } = turn;
  const brought = await bring(turn, stop);
  if (brought !== null) return brought;
  const audio = recordingOf(turn.job);
  const missing = await missingAudio(turn);
  if (missing !== null) return missing;
  if (means.recordings === undefined) throw new Error(`job ${job.id} is to be prepared, and nothing here can do that`);
  const began = means.runtime.clock.monotonic();
  const looking = means.spool.scratch(async (folder) => {
    const path = await pathOf(means.spool.open(audio), folder, stop);
    const report = await inspected(turn, path, stop);
    return { report, preparing: await prepared(turn, report, path, folder, stop) };
  });
  const done = await looking.catch((error: unknown) => (stop.aborted ? null : Promise.reject(error)));
  if (done === null || stop.aborted) return pauseUntil(turn.now);
  const { report, preparing } = done;
  turn.note({
    type: "prepared",
    elapsedMs: Math.round(means.runtime.clock.monotonic() - began),
    report: withoutDrawing(report),
    mended: preparing.kind === "ready" ? preparing.mended : [],
    sent: preparing.kind === "ready" ? preparing.prepared.pieces.map((piece) => sentOf(piece)) : [],
  });
  if (preparing.kind === "fault") return respond(turn, preparing.fault, null);
  turn.change({ prepared: preparing.prepared });
  turn.enter(stageAfter("prepare", provider.facts.stages));
  return again;
}

/** A recording that the provider was to fetch, and could not: null once it is here, or was from the beginning. */
async function bring(turn: Turn, stop: AbortSignal): Promise<Next | null> {
  const { audioUrl, audio } = turn.job.request;
  const { means } = turn;
  if (audioUrl === undefined || turn.job.fetched !== undefined) return null;
  if (means.bring === undefined)
    throw new Error(`job ${turn.job.id} needs its recording brought, and nothing here can`);
  try {
    turn.change({ fetched: await means.bring(audioUrl, audio.name, stop) });
    await turn.hold();
    return null;
  } catch (error) {
    if (stop.aborted) return pauseUntil(turn.now);
    if (!(error instanceof AudioError)) throw error;
    return respond(turn, localFault("tenuto/not-fetched", error.message, "prepare", turn.now), null);
  }
}

async function inspected(turn: Turn, path: string, signal: AbortSignal): Promise<AudioReport> {
  const { policy } = turn.job.request;
  const audio = recordingOf(turn.job);
  const { toleranceMs } = policy.prepare;
  const timeoutMs = timeLimitMs(policy.stages.prepare.limit, { bytes: audio.bytes, audioMs: null });
  const limits = { timeoutMs, signal, ...(toleranceMs === null ? {} : { toleranceMs }) };
  return toolsOf(turn).inspector.inspect(path, limits, audio.name);
}

async function prepared(
  turn: Turn,
  report: AudioReport,
  path: string,
  folder: string,
  signal: AbortSignal,
): Promise<Preparing> {
  const { job, provider } = turn;
  const { mode, lossy } = job.request.policy.prepare;
  const rejected = report.findings.find(({ weight }) => weight === "reject");
  if (rejected !== undefined) return refused(turn, rejected);
  const rules = provider.facts.audio;
  if (rules === undefined || mode === "check") return { kind: "ready", prepared: asItIs(turn, report), mended: [] };
  const split = job.request.kind !== "assessment";
  const plan = sameCuts(turn, planRepair(report, shorter(rules, job), { lossy, split, convert: job.convert === true }));
  const [refusal] = plan.refusals;
  if (refusal !== undefined) return refusedHere(turn, refusal);
  if (plan.output === null) return { kind: "ready", prepared: asItIs(turn, report), mended: [] };
  return mended(turn, report, plan, path, folder, signal);
}

async function mended(
  turn: Turn,
  report: AudioReport,
  plan: RepairPlan,
  path: string,
  folder: string,
  signal: AbortSignal,
): Promise<Preparing> {
  const { policy } = turn.job.request;
  const audio = recordingOf(turn.job);
  const { limit } = policy.stages.prepare;
  const timeoutMs = timeLimitMs(limit, { bytes: audio.bytes, audioMs: report.durations.believedMs });
  const made = await toolsOf(turn).mender.mend(path, plan, folder, { timeoutMs, signal });
  if (!made.ok) return notMended(turn, report, plan, made);
  const pieces: Piece[] = [];
  for (const [index, file] of made.files.entries()) {
    const bytes = createReadStream(file.path);
    const ref = await turn.means.spool.put(bytes, audio.name, signal);
    const toMs = plan.pieces[index]?.toMs ?? null;
    pieces.push({ audio: { ...ref, durationMs: file.durationMs }, fromMs: file.fromMs, toMs });
  }
  const [first, ...others] = pieces;
  if (first === undefined) throw new Error("mending went well and made nothing");
  const channels = plan.output?.channels ?? null;
  const recordedChannels = report.format?.channels ?? null;
  return {
    kind: "ready",
    prepared: { pieces: [first, ...others], channels, recordedChannels, ...soundIn(report) },
    mended: plan.steps.map(({ words }) => words),
  };
}

/** What only would be better is sent as it is; what the provider would refuse waits for whoever can mend it. */
function notMended(turn: Turn, report: AudioReport, plan: RepairPlan, made: Extract<Mended, { ok: false }>): Preparing {
  const needed = plan.steps.some((step) => step.needed);
  if (!needed) {
    return { kind: "ready", prepared: asItIs(turn, report), mended: [`not mended: ${made.message}`] };
  }
  const code = made.code === "MISSING" ? "tenuto/no-ffmpeg" : "tenuto/not-mended";
  const why = plan.steps.map(({ words }) => words).join(" ");
  const message = `${turn.job.request.audio.name} cannot be sent as it is, and could not be mended: ${made.message}. ${why}`;
  return { kind: "fault", fault: localFault(code, message, "prepare", turn.now) };
}

function refused(turn: Turn, finding: Refusing): Preparing {
  return { kind: "fault", fault: audioFault(finding, turn.now) };
}

/** What this provider does not take, another may. */
function refusedHere(turn: Turn, finding: Refusing): Preparing {
  const fault = audioFault(finding, turn.now);
  return { kind: "fault", fault: providerAfter(turn) === null ? fault : { ...fault, remedy: "failover" } };
}

function asItIs(turn: Turn, report: AudioReport): Prepared {
  const { durations, format } = report;
  const audio = recordingOf(turn.job);
  const durationMs = durations.believedMs ?? audio.durationMs;
  const channels = format?.channels ?? null;
  const pieces = [{ audio: { ...audio, durationMs }, fromMs: 0, toMs: null }] as const;
  return { pieces, channels, recordedChannels: channels, ...soundIn(report) };
}

/** The provider's rules, and what it said itself of how long is too long. */
function shorter(rules: AudioRules, { longestPieceMs }: Turn["job"]): AudioRules {
  if (longestPieceMs === undefined) return rules;
  return { ...rules, maxMs: Math.min(longestPieceMs, rules.maxMs ?? longestPieceMs) };
}

/** Pieces that were transcribed already end where they ended, whatever a newer version would cut. */
function sameCuts({ job }: Turn, plan: RepairPlan): RepairPlan {
  if (job.prepared === undefined || (job.piece ?? 0) === 0) return plan;
  return { ...plan, pieces: job.prepared.pieces.map(({ fromMs, toMs }) => ({ fromMs, toMs })) };
}

/** Programs want a file. */
async function pathOf(source: AudioSource, folder: string, signal: AbortSignal): Promise<string> {
  if (source.path !== null) return source.path;
  const path = join(folder, "recording");
  await pipeline(Readable.from(source.open()), createWriteStream(path, { mode: 0o600 }), { signal });
  return path;
}

function toolsOf({ means }: Turn): NonNullable<Turn["means"]["recordings"]> {
  if (means.recordings === undefined) throw new Error("nothing here can look into recordings");
  return means.recordings;
}

function withoutDrawing(report: AudioReport) {
  if (report.levels === null) return { ...report, levels: null };
  const { strip: _strip, pauses: _pauses, clippedParts: _parts, ...levels } = report.levels;
  return { ...report, levels };
}

function sentOf({ audio: { sha256, bytes, durationMs } }: Piece) {
  return { sha256, bytes, durationMs };
}
