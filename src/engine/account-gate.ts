import type { AccountHold, AccountRow } from "../domain/account.ts";
import { BREAKER_STAGES, type BreakerStage, type BreakerState } from "../domain/breaker.ts";
import type { Fault, FaultClass } from "../domain/fault.ts";
import { admitted, closedBreaker, givenBack, heard as heardByBreaker, type Outcome } from "../policy/breaker.ts";
import { holdMs } from "../policy/hold.ts";
import { fullRate, type RateState, taken } from "../policy/rate.ts";
import { AccountSlots } from "./account-slots.ts";
import { AccountSpending } from "./account-spending.ts";
import type { GatedCall, GateMeans, HeldUp } from "./gates.ts";

/** Other processes hold and release accounts: how old our knowledge of that may be, ms. */
const KNOWN_FOR_MS = 1_000;

/** A job on trial has so long to find out whether the account works again, ms; the others look as often as that besides. */
const TRIAL_MS = 60_000;
const TRIAL_LOOK_MS = 5_000;

/** A place in the rate's line that is farther away is not kept for the job, ms. */
const KEPT_PLACE_MS = 35_000;

/** A place that nobody took for so long belonged to a job that went away, ms. */
const FORGOTTEN_PLACE_MS = 60_000;

/** Trouble of the service or of the way to it. Whatever else it answers, it answers. */
const BAD: readonly FaultClass[] = ["network", "timeout", "server", "protocol"];

/** One account's gates. What it writes goes to the store in order; the next call waits for it. */
export class AccountGate {
  readonly #name: string;
  readonly #means: GateMeans;
  readonly #slots: AccountSlots;
  readonly #spending: AccountSpending;
  #row: AccountRow | null = null;
  #knownAt = Number.NEGATIVE_INFINITY;
  #breakers: Map<BreakerStage, BreakerState> | null = null;
  #rate: RateState = fullRate;
  /** Jobs that wait for their turn in the rate, with the monotonic time of it, ms. */
  readonly #places = new Map<string, number>();
  /** Wall time before which the provider asked all of the account not to come back, ms. */
  #hintUntil = 0;
  /** The one job that tries the account after a hold, and until when, wall time ms. */
  #trial: { readonly job: string; readonly until: number } | null = null;
  #writes: Promise<unknown> = Promise.resolve();

  constructor(name: string, means: GateMeans) {
    this.#name = name;
    this.#means = means;
    this.#slots = new AccountSlots(name, means);
    this.#spending = new AccountSpending(name, means);
  }

  async admit(call: GatedCall): Promise<HeldUp | null> {
    await this.#writes;
    const now = this.#now;
    let row = await this.#look();
    // Whoever ended the hold had the job claimed: what is known of old would hand it back for ever.
    if (this.#heldBack(row, now) !== null) row = await this.#look(true);
    const held =
      this.#heldBack(row, now) ?? this.#onTrial(row, call, now) ?? this.#hinted(now) ?? (await this.#broken(call, now));
    if (held !== null) return held;
    const later = this.#paced(call, now) ?? (await this.#spending.refused(call, now));
    // The breaker's probe is for whoever can send it.
    if (later !== null) this.#changeBreaker(call.stage, (state) => givenBack(state, call.job));
    return later;
  }

  heard(call: GatedCall, fault: Fault | null): void {
    const now = this.#now;
    this.#heardOnTrial(call, fault);
    if (fault?.class === "throttled") this.#pushedBack(fault);
    this.#heardByBreaker(call, fault, now);
    this.#write(this.#spending.flush(now));
  }

  queued(): void {
    this.#write(this.#slots.pushedBack(this.#row));
  }

  wentWell(): void {
    this.#write(this.#slots.wentWell(this.#row));
  }

  async hold(fault: Fault, reason: string): Promise<AccountHold> {
    await this.#writes;
    const now = this.#now;
    const row = await this.#look(true);
    // Jobs that were under way are struck together: the first of them has held it for all.
    if (row?.holdUntil != null && row.holdUntil > now) {
      return { holdUntil: row.holdUntil, reason: row.reason ?? reason, heldBy: row.heldBy };
    }
    const { policy, runtime, store } = this.#means;
    const holdUntil = now + holdMs(policy.hold, (row?.holds ?? 0) + 1, runtime.dice);
    const hold: AccountHold = { holdUntil, reason, heldBy: fault.code };
    await store.holdAccount(this.#name, hold);
    this.#trial = null;
    const held = await this.#look(true);
    return { ...hold, holdUntil: held?.holdUntil ?? holdUntil };
  }

  billed(seconds: number): void {
    this.#spending.billed(seconds);
  }

  billAgain(seconds: number | null, duplicates: number): Promise<string | null> {
    return this.#spending.billAgain(seconds, duplicates, this.#now);
  }

  async settle(): Promise<void> {
    await this.#writes;
    await this.#spending.settle(this.#now);
  }

  get #now(): number {
    return this.#means.runtime.clock.now();
  }

  async #look(anew = false): Promise<AccountRow | null> {
    const { store, runtime } = this.#means;
    const at = runtime.clock.monotonic();
    if (anew || at - this.#knownAt >= KNOWN_FOR_MS) {
      this.#row = await store.account(this.#name);
      this.#knownAt = at;
    }
    return this.#row;
  }

  #heldBack(row: AccountRow | null, now: number): HeldUp | null {
    if (row?.holdUntil == null || row.holdUntil <= now) return null;
    return { until: row.holdUntil, rule: "account", reason: `the account is held: ${row.reason ?? "by a person"}` };
  }

  /** After a hold by the provider's word one job finds out, and the others wait for what it hears. */
  #onTrial(row: AccountRow | null, { job }: GatedCall, now: number): HeldUp | null {
    if (row === null || row.heldBy === null || row.holds === 0) return null;
    const trial = this.#trial;
    if (trial === null || trial.job === job || trial.until <= now) {
      this.#trial = { job, until: now + TRIAL_MS };
      return null;
    }
    const until = Math.min(trial.until, now + TRIAL_LOOK_MS);
    return { until, rule: "trial", reason: "one job finds out whether the account works again" };
  }

  #hinted(now: number): HeldUp | null {
    if (this.#hintUntil <= now) return null;
    return { until: this.#hintUntil, rule: "hint", reason: "the provider asked the account to wait" };
  }

  async #broken(call: GatedCall, now: number): Promise<HeldUp | null> {
    const breakers = await this.#knownBreakers();
    const state = breakers.get(call.stage) ?? closedBreaker;
    const admission = admitted(state, this.#means.policy.breaker, now, call.job);
    this.#changeBreaker(call.stage, () => admission.state);
    if (admission.go) return null;
    return { until: admission.until, rule: `breaker/${call.stage}`, reason: admission.reason };
  }

  /** By the clock that nobody sets: a job keeps its place in the line whatever becomes of the wall clock. */
  #paced({ job }: GatedCall, now: number): HeldUp | null {
    const at = this.#means.runtime.clock.monotonic();
    const heldFor = (ms: number): HeldUp => {
      return { until: now + ms, rule: "rate", reason: "the account's rate of requests is used up" };
    };
    const place = this.#places.get(job);
    if (place !== undefined && place > at) return heldFor(place - at);
    if (this.#places.delete(job)) return null;
    const { state, waitMs } = taken(this.#rate, this.#means.policy.rate, at, 1);
    if (waitMs > KEPT_PLACE_MS) return heldFor(waitMs);
    this.#rate = state;
    if (waitMs === 0) return null;
    this.#forgetPlacesBefore(at);
    this.#places.set(job, at + waitMs);
    return heldFor(waitMs);
  }

  /** Of jobs that went away. */
  #forgetPlacesBefore(at: number): void {
    for (const [job, place] of this.#places) {
      // In the order in which they were given, which is that of the places.
      if (place > at - FORGOTTEN_PLACE_MS) return;
      this.#places.delete(job);
    }
  }

  #heardOnTrial({ job, stage }: GatedCall, fault: Fault | null): void {
    const row = this.#row;
    if (row === null || row.heldBy === null || this.#trial?.job !== job) return;
    if (fault !== null && (fault.scope === "account" || BAD.includes(fault.class))) return;
    // That there is money again shows when something is bought: whoever only asks lets another try before long.
    if (this.#means.classOf(row.heldBy) === "quota" && stage !== "submit") {
      if (stage === "wait") this.#trial = { job, until: this.#now + TRIAL_LOOK_MS };
      return;
    }
    this.#trial = null;
    this.#row = { ...row, heldBy: null, holds: 0, holdUntil: null, reason: null, learned: null };
    this.#write(this.#means.store.releaseAccount(this.#name, "the account works again"));
  }

  #pushedBack({ notBefore, scope }: Fault): void {
    if (scope === "account" && notBefore !== null) this.#hintUntil = Math.max(this.#hintUntil, notBefore);
    this.#write(this.#slots.pushedBack(this.#row));
  }

  #heardByBreaker(call: GatedCall, fault: Fault | null, now: number): void {
    const { policy, runtime } = this.#means;
    this.#changeBreaker(call.stage, (state) =>
      heardByBreaker(state, policy.breaker, outcomeOf(fault), now, call.job, runtime.dice),
    );
  }

  async #knownBreakers(): Promise<Map<BreakerStage, BreakerState>> {
    if (this.#breakers !== null) return this.#breakers;
    const stored = await this.#means.store.breakers(this.#name);
    const found = BREAKER_STAGES.flatMap((stage) => {
      const state = stored[stage];
      return state === undefined ? [] : [[stage, state] as const];
    });
    this.#breakers ??= new Map(found);
    return this.#breakers;
  }

  /** Counting is worth no commit: what others want to see, and what must outlive us, is where it stands. */
  #changeBreaker(stage: BreakerStage, change: (before: BreakerState) => BreakerState): void {
    const before = this.#breakers?.get(stage) ?? closedBreaker;
    const after = change(before);
    if (after === before) return;
    this.#breakers?.set(stage, after);
    if (after.kind !== before.kind) this.#write(this.#means.store.putBreaker(this.#name, stage, after));
  }

  /** The next call waits for it, and hears what the store throws. */
  #write(writing: Promise<unknown> | null): void {
    if (writing === null) return;
    const before = this.#writes;
    this.#writes = Promise.all([before, writing]);
    // Heard by the next call; until then nobody listens.
    this.#writes.catch(() => undefined);
  }
}

/** What a reply says of the service. A server that says when to come back has said it of all calls. */
function outcomeOf(fault: Fault | null): Outcome {
  if (fault === null || !BAD.includes(fault.class)) return "good";
  return fault.notBefore !== null && fault.class === "server" ? "decisive" : "bad";
}
