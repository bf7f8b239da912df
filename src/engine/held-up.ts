import { localFault } from "../catalogue/local-fault.ts";
import { linkOf, linksLeft, nextLinkOf } from "../domain/chain.ts";
import { linkName } from "../domain/link.ts";
import { crossesHeldUp } from "../policy/crossing.ts";
import type { HeldUp } from "./gates.ts";
import { goOn } from "./go-on.ts";
import { handedBack, type Next, pauseUntil } from "./next.ts";
import type { Turn } from "./turn.ts";

/**
 * A job that its account lets nothing through for goes on at the next link where it may: before anything of it has been
 * sent that may be paid for. Null where it waits.
 */
export function goOnIfHeldUp(turn: Turn, held: HeldUp): Next | null {
  const { job, now } = turn;
  if (linksLeft(job) === 0) return null;
  if (!crossesHeldUp({ ...held, since: held.since ?? null }, job.request.policy, now)) return null;
  // Nobody behind it for want of a slot would ever find out.
  if (held.rule !== "account") turn.means.gates.shun(turn.account, held);
  return job.stage === "wait" || submissionIsOpen(turn) ? null : leave(turn, held);
}

/**
 * The turn of a job that was handed out only to go on elsewhere: nothing of it may be sent where it is. It is let go where
 * there is no reason for that any more, or where it has to be asked first what became of it.
 */
export async function onlyElsewhere(turn: Turn): Promise<Next> {
  const held = await turn.means.gates.heldBack(turn.account);
  if (held === null) return handedBack;
  return submissionIsOpen(turn) ? pauseUntil(turn.now + LOOK_AGAIN_MS) : leave(turn, held);
}

/** How soon a job looks again that its account holds up and that may not go on elsewhere, ms. */
export const LOOK_AGAIN_MS = 60_000;

function leave(turn: Turn, held: HeldUp): Next {
  const { job, submission, now } = turn;
  const next = nextLinkOf(job);
  if (next === null) throw new Error(`job ${job.id} has no link to go on at`);
  const message = `${linkName(linkOf(job))} lets nothing through: ${held.reason}`;
  const fault = localFault("tenuto/held-up", message, job.stage, now);
  const verdict = { action: "failover", reason: `it goes on at ${linkName(next)}`, rule: held.rule } as const;
  const at = { stage: job.stage, attempt: job.attempt, submission: submission?.number ?? 1 };
  turn.note({ type: "fault", ...at, fault, verdict, exchange: null });
  return goOn(turn, fault);
}

/** Whether there may be something at the provider that is paid for. */
function submissionIsOpen({ submission }: Turn): boolean {
  return submission !== null && submission.endedAt === null && submission.intentAt !== null;
}
