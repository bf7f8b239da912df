import type { Fault } from "../domain/fault.ts";
import type { Policy } from "../domain/policy.ts";
import type { ProviderFacts } from "../domain/provider.ts";
import type { Dice } from "../domain/runtime.ts";
import type { Verdict, VerdictAction } from "../domain/verdict.ts";
import { decide } from "./decide.ts";

/** What would be done about a fault that comes for the nth time in a row. */
export interface Foreseen {
  /** From 1. */
  readonly attempt: number;
  readonly verdict: Verdict;
  /** The wait before the next try, ms: the shortest and the longest that the dice allow; null where there is no next try. */
  readonly delayMs: { readonly min: number; readonly max: number } | null;
}

/** The house that the verdicts are asked of. */
export interface Foresight {
  readonly policy: Policy;
  readonly facts: ProviderFacts;
  readonly canLookUp: boolean;
  readonly can: readonly VerdictAction[];
  /** True when the faulty call only asked how a run stands. */
  readonly asking: boolean;
}

const always = (value: number): Dice => ({ next: () => value });
const SHORTEST = always(0);
const LONGEST = always(1 - Number.EPSILON);

/**
 * The verdicts over a fault that a fresh job meets again and again, up to `attempts` times or to its end. Its upload is
 * young, its length unknown, and its deadline far away unless the provider's hint says otherwise.
 */
export function foresee(fault: Fault, foresight: Foresight, attempts: number): readonly Foreseen[] {
  const foreseen: Foreseen[] = [];
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const verdict = verdictAt(fault, foresight, attempt, SHORTEST);
    const last = verdictAt(fault, foresight, attempt, LONGEST);
    foreseen.push({ attempt, verdict, delayMs: delayOf(verdict, last) });
    if (verdict.action === "fail") break;
  }
  return foreseen;
}

function verdictAt(fault: Fault, { asking, ...house }: Foresight, attempt: number, dice: Dice): Verdict {
  const deadline = fault.at + house.policy.deadlineMs;
  const counted = { attempt, spent: attempt, streak: attempt, repeats: attempt };
  return decide(
    {
      ...house,
      fault,
      job: { stage: asking ? "wait" : fault.stage, ...counted, deadline },
      asking,
      audioSeconds: null,
      submissions: attempt,
      uploadAgeMs: house.facts.stages.includes("upload") ? 0 : null,
    },
    fault.at,
    dice,
  );
}

function delayOf(shortest: Verdict, longest: Verdict): Foreseen["delayMs"] {
  if (!("delayMs" in shortest) || shortest.delayMs === null) return null;
  const max = "delayMs" in longest && longest.delayMs !== null ? longest.delayMs : shortest.delayMs;
  return { min: shortest.delayMs, max };
}
