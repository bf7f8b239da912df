import type { AccountStanding } from "../domain/account-store.ts";
import { BREAKER_STAGES, type BreakerStage, type BreakerState } from "../domain/breaker.ts";
import type { JobStore } from "../domain/store.ts";

const FIVE_MINUTES_MS = 5 * 60_000;

/** How an account stands, as `tenuto accounts --json` tells it. Times are wall times in ms. */
export interface Standing {
  readonly account: string;
  readonly provider: string;
  /** Empty for a provider of this machine. */
  readonly baseUrl: string;
  /** `held`: nothing is begun. `trial`: one job at a time, after a hold. `ready`: neither. */
  readonly state: "ready" | "held" | "trial";
  readonly slots: { readonly taken: number; readonly cap: number; readonly learned: number | null };
  /** Jobs that wait for a slot, or are parked until a known time. */
  readonly waiting: number;
  /** Requests of the last five minutes. */
  readonly requests: number;
  /** Those of them that were tries again. */
  readonly retries: number;
  /** The hold that there is, or that was before the trial; null in `ready`. */
  readonly hold: {
    /** Null where nobody knows. */
    readonly since: number | null;
    /** Null until somebody lets it go on. */
    readonly until: number | null;
    readonly reason: string;
    /** The code of the fault; null where a person asked for it. */
    readonly by: string | null;
    /** Holds in a row by the provider's word, without a success between them; 0 where a person held it. */
    readonly times: number;
  } | null;
  readonly breakers: readonly Breaker[];
}

/** A breaker, without what it counts. */
export interface Breaker {
  readonly stage: BreakerStage;
  readonly state: BreakerState["kind"];
  /** When it lets a probe through; null where it does. */
  readonly until: number | null;
  /** Why it opened; null where it is closed. */
  readonly reason: string | null;
}

/** All accounts of a store, by name. */
export async function standings(store: JobStore, now: number): Promise<readonly Standing[]> {
  return Promise.all((await store.accounts()).map((one) => standing(store, one, now)));
}

/** One account, which must be there. */
export async function standingOf(store: JobStore, name: string, now: number): Promise<Standing> {
  const found = (await store.accounts()).find((one) => one.name === name);
  if (found === undefined) throw new Error(`the account ${name} is gone`);
  return standing(store, found, now);
}

async function standing(store: JobStore, account: AccountStanding, now: number): Promise<Standing> {
  const {
    name,
    provider,
    baseUrl,
    cap,
    learned,
    slotsTaken: taken,
    waiting,
    heldAt,
    holdUntil,
    reason,
    heldBy,
    holds,
  } = account;
  const [states, spent] = await Promise.all([store.breakers(name), store.spent(name, now - FIVE_MINUTES_MS)]);
  // The time of a person's hold may be over without a trial: then nothing holds it any more.
  const state = holdUntil === null ? "ready" : holdUntil > now ? "held" : learned === 1 ? "trial" : "ready";
  return {
    account: name,
    provider,
    baseUrl,
    state,
    slots: { taken, cap, learned },
    waiting,
    requests: spent.requests,
    retries: spent.retries,
    hold:
      state === "ready"
        ? null
        : {
            since: heldAt,
            until: holdUntil === Number.MAX_SAFE_INTEGER ? null : holdUntil,
            reason: reason ?? "",
            by: heldBy,
            times: holds,
          },
    breakers: BREAKER_STAGES.flatMap((stage) => breaker(stage, states[stage])),
  };
}

function breaker(stage: BreakerStage, state: BreakerState | undefined): readonly Breaker[] {
  if (state === undefined) return [];
  switch (state.kind) {
    case "closed":
      return [{ stage, state: "closed", until: null, reason: null }];
    case "open":
      return [{ stage, state: "open", until: state.until, reason: state.reason }];
    case "half-open":
      return [{ stage, state: "half-open", until: state.probe?.until ?? null, reason: state.reason }];
    default:
      return state satisfies never;
  }
}
