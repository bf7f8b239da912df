import type { BreakerStage } from "../domain/breaker.ts";
import type { GatedCall } from "./gates.ts";
import type { Turn } from "./turn.ts";

/** Whether the next call of a turn looks an uncertain submit up, rather than making one. */
export function looksUp({ job, submission }: Turn): boolean {
  return job.stage === "submit" && submission?.intentAt != null && submission.remoteId === null;
}

/** A turn's call as its account's gates see it. */
export function gatedCall({ job, audio, account }: Turn, looksUp: boolean): GatedCall {
  const stage = stageOf(job.stage, looksUp);
  // A question costs the provider little and never bills anything: asking again is no retry.
  const after = stage === "wait" || job.spent === 0 ? null : job.lastFault;
  return { account, job: job.id, stage, bytes: stage === "wait" ? 0 : audio.bytes, after };
}

function stageOf(stage: Turn["job"]["stage"], looksUp: boolean): BreakerStage {
  switch (stage) {
    case "prepare":
    case "upload":
      return "upload";
    case "submit":
      return looksUp ? "wait" : "submit";
    case "wait":
    case "deliver":
      return "wait";
    default:
      return stage satisfies never;
  }
}
