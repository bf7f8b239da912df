import { BREAKER_STAGES, type BreakerStage, type BreakerState } from "../domain/breaker.ts";
import type { Fault } from "../domain/fault.ts";
import { admitted, closedBreaker, givenBack, heard, outcomeOf } from "../policy/breaker.ts";
import type { GatedCall, GateMeans, HeldUp } from "./gates.ts";
import { ProbeLine } from "./probe-line.ts";

/** While a probe is under way the others look so often whether it has come back, ms: they sleep meanwhile, in hand. */
const PROBE_LOOK_MS = 30_000;

/** One account's breakers, one for each stage. */
export class AccountBreakers {
  readonly #name: string;
  readonly #means: GateMeans;
  /** Takes what is on its way to the store. */
  readonly #write: (writing: Promise<unknown>) => void;
  readonly #lines = new Map<BreakerStage, ProbeLine>();
  /** When each was first seen open since it was closed last, wall time ms. */
  readonly #openSince = new Map<BreakerStage, number>();
  #states: Map<BreakerStage, BreakerState> | null = null;

  constructor(name: string, means: GateMeans, write: (writing: Promise<unknown>) => void) {
    this.#name = name;
    this.#means = means;
    this.#write = write;
  }

  /** Null when the call may be made; it may then be the probe. Throws `StoreError`. */
  async refused(call: GatedCall, now: number): Promise<HeldUp | null> {
    const { policy, runtime } = this.#means;
    const { stage } = call;
    const state = (await this.#known()).get(stage) ?? closedBreaker;
    if (state.kind === "closed") return null;
    const line = this.#lineOf(stage);
    const admission = admitted(state, policy.breaker, now, call.job);
    const at = runtime.clock.monotonic();
    const refusal = (untilAt: number, reason: string): HeldUp => {
      return { until: now + untilAt - at, rule: `breaker/${stage}`, reason, since: this.#troubleSince(stage, now) };
    };
    if (!admission.go) {
      this.#change(stage, () => admission.state);
      const freeIn = admission.until - now;
      const freeAt = at + (state.kind === "half-open" ? Math.min(freeIn, PROBE_LOOK_MS) : freeIn);
      return refusal(line.refuse(call, freeAt), admission.reason);
    }
    const isNewProbe = admission.probe && !(state.kind === "half-open" && state.probe?.job === call.job);
    if (isNewProbe && policy.breaker.mode === "enforce") {
      const leftUntil = line.leave(call, at);
      if (leftUntil !== null) return refusal(leftUntil, `${state.reason}; a lighter job finds out whether it is over`);
    }
    this.#change(stage, () => admission.state);
    return null;
  }

  /** A call that was let through is not made after all: the probe is for whoever can send it. */
  notMade({ stage, job }: GatedCall): void {
    this.#change(stage, (state) => givenBack(state, job));
  }

  heard({ stage, job }: GatedCall, fault: Fault | null, now: number): void {
    const { policy, runtime } = this.#means;
    this.#change(stage, (state) => heard(state, policy.breaker, outcomeOf(fault), now, job, runtime.dice));
  }

  async #known(): Promise<Map<BreakerStage, BreakerState>> {
    if (this.#states !== null) return this.#states;
    const stored = await this.#means.store.breakers(this.#name);
    const found = BREAKER_STAGES.flatMap((stage) => {
      const state = stored[stage];
      return state === undefined ? [] : [[stage, state] as const];
    });
    this.#states ??= new Map(found);
    return this.#states;
  }

  /** Counting is worth no commit: what others want to see, and what must outlive us, is where it stands. */
  #change(stage: BreakerStage, change: (before: BreakerState) => BreakerState): void {
    const before = this.#states?.get(stage) ?? closedBreaker;
    const after = change(before);
    if (after === before) return;
    this.#states?.set(stage, after);
    if (after.kind === "closed") {
      this.#lines.delete(stage);
      this.#openSince.delete(stage);
    }
    if (after.kind !== before.kind) this.#write(this.#means.store.putBreaker(this.#name, stage, after));
  }

  #troubleSince(stage: BreakerStage, now: number): number {
    const since = this.#openSince.get(stage) ?? now;
    this.#openSince.set(stage, since);
    return since;
  }

  #lineOf(stage: BreakerStage): ProbeLine {
    const line = this.#lines.get(stage) ?? new ProbeLine();
    this.#lines.set(stage, line);
    return line;
  }
}
