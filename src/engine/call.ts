import type { ProviderCall } from "../domain/provider.ts";
import type { Stage } from "../domain/stage.ts";
import { synchronousLimit, timeLimitMs } from "../policy/time-limit.ts";
import type { Turn } from "./turn.ts";

/** The means of one attempt: time limit by stage, size and length, never past the job's deadline. */
export function callFor(turn: Turn, stage: Stage, signal: AbortSignal, onSent?: (bytes: number) => void): ProviderCall {
  const { audio } = turn;
  const { request, deadline } = turn.job;
  const { stages, answersAtOnce } = turn.provider.facts;
  const synchronous = stage === "submit" && (answersAtOnce === true || !stages.includes("wait"));
  const bytes = stage === "upload" || synchronous ? audio.bytes : 0;
  const work = { bytes, audioMs: audio.durationMs };
  const declared = request.policy.stages[stage].limit;
  const limit = synchronous ? synchronousLimit(declared, work) : declared;
  const allowedMs = timeLimitMs(limit, work);
  return {
    transport: turn.means.transport,
    access: turn.access,
    timeoutMs: Math.max(1, Math.min(allowedMs, deadline - turn.now)),
    idleMs: limit.idleMs,
    signal,
    ...(onSent === undefined ? {} : { onSent }),
  };
}
