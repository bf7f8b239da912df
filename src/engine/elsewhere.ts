import { linkOf, nextLinkOf } from "../domain/chain.ts";
import type { Exchange } from "../domain/exchange.ts";
import type { Fault } from "../domain/fault.ts";
import { linkName } from "../domain/link.ts";
import type { Verdict } from "../domain/verdict.ts";
import { type Committed, crosses } from "../policy/crossing.ts";
import { billAgain } from "./bill-again.ts";
import { providerAfter } from "./go-on.ts";
import type { Turn } from "./turn.ts";

/** What a fault of a job leaves at its provider. */
export function committedOf(
  { job, submission, provider }: Turn,
  fault: Fault,
  exchange: Exchange | null,
  asking: "poll" | "lookup" | null,
): Committed {
  if (asking === "poll") return "running";
  if (asking === "lookup") return "perhaps";
  // A run that failed by the provider's own word is over, and billed by none.
  if (job.stage === "wait") return fault.certainty === "unknown" ? "perhaps" : "nothing";
  if (!provider.facts.submitCharges || job.stage !== "submit") return "nothing";
  const isRefusal = exchange !== null && fault.certainty !== "unknown";
  return submission?.intentAt != null && !isRefusal ? "perhaps" : "nothing";
}

/** What was decided, and what may be paid for by then. */
export interface Decided {
  readonly fault: Fault;
  readonly verdict: Verdict;
  readonly committed: Committed;
}

/** The verdict, or that the job goes on at its next link instead. What may be paid for twice by it the money budget allows. */
export async function orElsewhere(turn: Turn, { fault, verdict, committed }: Decided): Promise<Verdict> {
  const next = nextLinkOf(turn.job);
  const provider = providerAfter(turn);
  const { stage, request } = turn.job;
  if (next === null || provider === null) return verdict;
  if (!crosses({ fault, verdict, stage, committed, policy: request.policy })) return verdict;
  const refusal = committed !== "nothing" && provider.facts.submitCharges ? await billAgain(turn) : null;
  if (refusal !== null) return notPaidTwice(turn, verdict, committed, refusal);
  if (committed === "nothing") endSubmission(turn);
  // Those behind it need not find out for themselves.
  if (holdsAccount(fault, verdict)) await turn.means.gates.hold(turn.account, fault, verdict.reason);
  const left = linkName(linkOf(turn.job));
  const reason = `${verdict.reason}; it leaves ${left} and goes on at ${linkName(next)}`;
  return { action: "failover", reason, rule: verdict.rule };
}

/** Nothing of it is at the provider: whoever counts what was paid for twice must not count it. */
function endSubmission(turn: Turn): void {
  if (turn.submission?.endedAt === null) turn.changeSubmission({ endedAt: turn.now, outcome: "failed" });
}

/** Whether a verdict parks all jobs of the account, and not only the one at hand. */
export function holdsAccount({ scope }: Fault, verdict: Verdict): boolean {
  return verdict.action === "park" && verdict.delayMs === null && scope === "account";
}

/** A run that goes on is waited for; what nobody knows of is held. */
function notPaidTwice({ job }: Turn, verdict: Verdict, committed: Committed, refusal: string): Verdict {
  if (verdict.action !== "failover") return verdict;
  const rule = "budget/money";
  if (committed !== "running") return { action: "park", delayMs: null, reason: refusal, rule };
  return { action: "retry", delayMs: job.request.policy.polling.ceilingMs, reason: refusal, rule };
}
