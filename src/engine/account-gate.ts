import type { AccountHold, AccountRow } from "../domain/account.ts";
import type { Fault } from "../domain/fault.ts";
import { holdMs } from "../policy/hold.ts";
import { AccountBreakers } from "./account-breakers.ts";
import { AccountPace } from "./account-pace.ts";
import { AccountSlots } from "./account-slots.ts";
import { AccountSpending } from "./account-spending.ts";
import { AccountTrial } from "./account-trial.ts";
import type { GatedCall, GateMeans, HeldUp } from "./gates.ts";

/** Other processes hold and release accounts: how old our knowledge of that may be, ms. */
const KNOWN_FOR_MS = 1_000;

/** One account's gates. What it writes goes to the store in order; the next call waits for it. */
export class AccountGate {
  readonly #name: string;
  readonly #means: GateMeans;
  readonly #slots: AccountSlots;
  readonly #spending: AccountSpending;
  readonly #trial: AccountTrial;
  readonly #breakers: AccountBreakers;
  readonly #pace: AccountPace;
  #row: AccountRow | null = null;
  #knownAt = Number.NEGATIVE_INFINITY;
  /** Wall time before which the provider asked all of the account not to come back, ms. */
  #hintUntil = 0;
  #writes: Promise<unknown> = Promise.resolve();

  constructor(name: string, means: GateMeans) {
    this.#name = name;
    this.#means = means;
    this.#slots = new AccountSlots(name, means);
    this.#spending = new AccountSpending(name, means);
    this.#trial = new AccountTrial(means);
    this.#breakers = new AccountBreakers(name, means, (writing) => this.#write(writing));
    this.#pace = new AccountPace(means);
  }

  async admit(call: GatedCall): Promise<HeldUp | null> {
    await this.#writes;
    const now = this.#now;
    let row = await this.#look();
    // Whoever ended the hold had the job claimed: what is known of old would hand it back for ever.
    if (this.#heldBack(row, now) !== null) row = await this.#look(true);
    const held =
      this.#heldBack(row, now) ??
      this.#trial.refused(row, call, now) ??
      this.#hinted(now) ??
      (await this.#breakers.refused(call, now));
    if (held !== null) return held;
    const later = this.#pace.refused(call.job, now) ?? (await this.#spending.refused(call, now));
    if (later !== null) this.#breakers.notMade(call);
    return later;
  }

  /** What holds all of the account back, which no call finds out for itself. */
  async heldBack(): Promise<HeldUp | null> {
    return this.#heldBack(await this.#look(true), this.#now);
  }

  heard(call: GatedCall, fault: Fault | null): void {
    const now = this.#now;
    if (this.#trial.heard(this.#row, call, fault)) this.#worksAgain();
    if (fault?.class === "throttled") this.#pushedBack(fault);
    this.#breakers.heard(call, fault, now);
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
    this.#trial.end();
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

  #hinted(now: number): HeldUp | null {
    if (this.#hintUntil <= now) return null;
    return { until: this.#hintUntil, rule: "hint", reason: "the provider asked the account to wait" };
  }

  #worksAgain(): void {
    if (this.#row !== null)
      this.#row = { ...this.#row, heldBy: null, holds: 0, heldAt: null, holdUntil: null, reason: null, learned: null };
    this.#write(this.#means.store.releaseAccount(this.#name, "the account works again"));
  }

  #pushedBack({ notBefore, scope }: Fault): void {
    if (scope === "account" && notBefore !== null) this.#hintUntil = Math.max(this.#hintUntil, notBefore);
    this.#write(this.#slots.pushedBack(this.#row));
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
