import { certaintyOf } from "../catalogue/certainty.ts";
import type { Claim } from "../catalogue/claim.ts";
import { faultFrom } from "../catalogue/fault-from.ts";
import { shownParams } from "../catalogue/naming.ts";
import type { CatalogueEntry } from "../domain/catalogue-entry.ts";
import { pageOf } from "../domain/errors.ts";
import type { Fault } from "../domain/fault.ts";
import type { KnownProvider } from "../domain/known-provider.ts";
import type { Policy } from "../domain/policy.ts";
import type { Stage } from "../domain/stage.ts";
import type { Certainty } from "../domain/submission.ts";
import { type Foreseen, foresee } from "../policy/foresee.ts";
import { ALL_REMEDIES } from "./remedies.ts";

/**
 * What a fault means for whoever meets it. `transient`: it is worth trying again. `ambiguous`: a few tries, since nobody
 * knows. `mendable`: not as it is, but something can be changed. `held`: not before somebody has acted; nothing is lost.
 * `permanent`: it would end the same way every time.
 */
export type Outlook = "transient" | "ambiguous" | "mendable" | "held" | "permanent";

/** Attempts that an explanation tells of. */
const TOLD_ATTEMPTS = 3;

/** A refusal whose status nobody told: most are of this kind. */
const SOME_REFUSAL = 400;

export interface Explanation {
  readonly entry: CatalogueEntry;
  /** What the entry was known by; null when it was asked for by its code. */
  readonly claim: Claim | null;
  readonly params: Readonly<Record<string, string>>;
  readonly certainty: Certainty;
  readonly outlook: Outlook;
  readonly retryable: boolean;
  /** The stage that the verdicts are of. */
  readonly stage: Stage;
  /** The provider that the verdicts are of: a general fault is treated alike, but a submit is uncertain or not. */
  readonly provider: string;
  readonly verdicts: readonly Foreseen[];
  readonly page: string;
}

/** What was met, as far as it is known. */
export interface Met {
  readonly entry: CatalogueEntry;
  readonly claim: Claim | null;
  readonly provider: KnownProvider;
  /** Null where it is not known: then the first stage that the entry may be met at. */
  readonly stage: Stage | null;
  /** Null where it is not known: then the entry's own. */
  readonly status: number | null;
}

/** What an entry means, and what is done about it by `policy`. Pure: the waits come as ranges. */
export function explanationOf(met: Met, policy: Policy): Explanation {
  const { entry, claim, provider } = met;
  const stage = met.stage ?? stageOf(entry, provider);
  const certainty = entry.certainty ?? seenCertainty(entry, met.status);
  const params = claim === null ? {} : shownParams(claim, (text) => text);
  const { code, description } = entry;
  const fault: Fault = faultFrom(entry, {
    code,
    message: description,
    params,
    stage,
    certainty,
    notBefore: null,
    at: 0,
  });
  const asking = stage === "wait" && entry.seen !== "job";
  const { facts, canLookUp } = provider;
  const outlook = outlookOf(entry);
  return {
    entry,
    claim,
    params,
    certainty,
    outlook,
    retryable: outlook === "transient" || outlook === "ambiguous",
    stage,
    provider: provider.name,
    verdicts: foresee(fault, { policy, facts, canLookUp, can: ALL_REMEDIES, asking }, TOLD_ATTEMPTS),
    page: pageOf(code),
  };
}

export function outlookOf(entry: Pick<CatalogueEntry, "remedy" | "class">): Outlook {
  switch (entry.remedy) {
    case "retry":
    case "resubmit":
    case "reupload":
    case "reconcile":
      return entry.class === "ambiguous" ? "ambiguous" : "transient";
    case "repair":
    case "fetch":
    case "refresh":
    case "reroute":
    case "failover":
      return "mendable";
    case "park":
      return "held";
    case "fail":
      return "permanent";
    default:
      return entry.remedy satisfies never;
  }
}

/** A submit is where most is at stake, so it is taken where the entry leaves the choice. */
function stageOf({ seen, stages, kinds }: CatalogueEntry, { facts, requests }: KnownProvider): Stage {
  if (seen === "audio") return "prepare";
  if (seen === "job") return "wait";
  const ofKind = requests.find(({ kind }) => kinds?.[0] === kind)?.stage;
  const possible = stages ?? (ofKind === undefined ? facts.stages : [ofKind]);
  return possible.includes("submit") ? "submit" : (possible[0] ?? "submit");
}

function seenCertainty({ seen, status, statusRange }: CatalogueEntry, told: number | null): Certainty {
  const outcome = { kind: "reply", headers: {}, body: "", complete: true } as const;
  const exchange = { method: "", endpoint: "", at: 0, elapsedMs: 0, sentBytes: 0 };
  switch (seen) {
    case "job":
      return "accepted";
    case "reply":
    case "garbled":
      return certaintyOf(
        { ...exchange, outcome: { ...outcome, status: told ?? status?.[0] ?? statusRange?.[0] ?? SOME_REFUSAL } },
        false,
      );
    case "socket":
    case "program":
      return "unknown";
    case "audio":
      return "not-sent";
    default:
      return seen satisfies never;
  }
}
