import { linkOf, nextLinkOf, providerOptionsOf } from "../domain/chain.ts";
import type { Fault } from "../domain/fault.ts";
import { type Job, linkFree } from "../domain/job.ts";
import type { LeftLink } from "../domain/link.ts";
import type { Provider } from "../domain/provider.ts";
import { type Stage, stageAfter } from "../domain/stage.ts";
import { lossesOf } from "../policy/losses.ts";
import type { Means } from "./means.ts";
import { moved, type Next } from "./next.ts";
import type { Turn } from "./turn.ts";

/**
 * The job goes on at the next link of its chain, with all its attempts. What was asked for here is left to itself: a run
 * that there may be is paid for, and nobody waits for it any more. It goes back to the store, to be claimed where it is then.
 */
export function goOn(turn: Turn, fault: Fault): Next {
  const { job, means, now } = turn;
  const next = nextLinkOf(job);
  const provider = next === null ? undefined : means.providers.get(next.provider);
  if (next === null || provider === undefined) throw new Error(`job ${job.id} has no link to go on at`);
  const { code, message, class: kind } = fault;
  const from: LeftLink = { ...linkOf(job), code, message, class: kind, at: now };
  leaveSubmission(turn);
  const there: Job = { ...linkFree(job), left: [...(job.left ?? []), from] };
  turn.replace({ ...there, earlierSubmissions: turn.submissions.length, state: { status: "open", due: now } });
  turn.enter(stageAt(there, provider, means));
  turn.change({ repeats: 0, lastFault: null });
  turn.note({ type: "went-on", from, to: next, lost: lostAt(there, provider) });
  return moved;
}

/** The provider of a link that this house works with; null at the end of the chain. */
export function providerAfter({ job, means }: Pick<Turn, "job" | "means">): Provider | null {
  const next = nextLinkOf(job);
  return next === null ? null : (means.providers.get(next.provider) ?? null);
}

/** Options that were asked for and that the provider where the job is does not have. */
export function lostAt(job: Job, { facts }: Pick<Provider, "facts">): ReturnType<typeof lossesOf> {
  const foreign =
    (job.left?.length ?? 0) > 0 &&
    Object.keys(job.request.providerOptions).length > 0 &&
    Object.keys(providerOptionsOf(job)).length === 0;
  return lossesOf(facts, { options: job.request.options, foreignOptions: foreign });
}

/** Where a job begins at a link: what one provider takes, another may not, so it is looked at anew. */
function stageAt({ request, fetched }: Job, { facts }: Provider, { recordings }: Means): Stage {
  if (request.audioUrl !== undefined && fetched === undefined) {
    return facts.takesUrls === true ? stageAfter("upload", facts.stages) : "prepare";
  }
  const prepares = recordings !== undefined && request.policy.prepare.mode !== "off";
  return prepares ? "prepare" : stageAfter("prepare", facts.stages);
}

function leaveSubmission(turn: Turn): void {
  const { submission, now } = turn;
  if (submission === null || submission.endedAt !== null) return;
  const isAlive = submission.remoteId !== null || submission.certainty === "unknown" || submission.intentAt !== null;
  turn.changeSubmission({ endedAt: now, outcome: isAlive ? "abandoned" : "failed" });
}
