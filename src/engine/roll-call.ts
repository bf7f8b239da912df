import type { Policy } from "../domain/policy.ts";
import type { ProviderCall } from "../domain/provider.ts";
import { backoffDelay } from "../policy/backoff.ts";
import {
  afterList,
  ENOUGH_CALLED,
  isFresh,
  isTrusted,
  noTempo,
  outcomeOf,
  rollEveryMs,
  type Trust,
} from "../policy/roll-call.ts";
import { timeLimitMs } from "../policy/time-limit.ts";
import type { GatedCall } from "./gates.ts";
import type { Awaiting, Place } from "./lookout.ts";
import type { Means } from "./means.ts";
import { redact } from "./redact.ts";
import { understood } from "./understand.ts";
import { heardInRoll } from "./vigil.ts";

/** A longer list is read no further, and proves nothing then: 2,000 runs of 200 a page. */
const MOST_PAGES = 10;

/** So long nobody calls a list that is too long, wrong, or of an account without a key, ms. */
const REST_MS = 5 * 60_000;

/** A place in the account's rate is waited for between two pages; for what lasts longer the roll is called anew, ms. */
const SHORT_WAIT_MS = 5_000;

/** How soon it is tried again at the latest where the account's gates let nothing through, ms. */
const LOOK_AGAIN_MS = 60_000;

/** So long a job waits for the first roll after its claim, as a share of the shortest interval between two polls. */
const SOON = 1 / 4;

/** How often it looks, in one shortest interval between two polls, whether it is time. */
const STEPS = 8;

const UNTRIED: Trust = { right: 0, wrong: 0 };

export interface RollCallParts extends Place {
  readonly means: Means;
  /** Tells a job in hand that its run may be over. */
  readonly ring: (job: string) => void;
  readonly stop: AbortSignal;
  /** Told of what breaks it: a mistake of ours, or a broken store. */
  readonly onBroken: (error: unknown) => void;
}

/**
 * Calls the roll of an account's runs, from time to time while so many jobs wait that it is cheaper than asking after each.
 * A run that a complete roll had and the next has not is over, as far as anybody can tell: its job asks after it. So a list
 * that is late or wrong costs polls and never a result. Patience is that of the job that came last. Nothing is written.
 */
export class RollCall {
  readonly #parts: RollCallParts;
  readonly #awaiting = new Map<string, Awaiting>();
  #policy: Policy | null = null;
  #calling: Promise<void> | null = null;
  /** Of the newest complete roll. */
  #pages = 1;
  #tempo = noTempo;
  #listedAt = Number.NEGATIVE_INFINITY;
  #everyMs = 0;
  #calledAt = Number.NEGATIVE_INFINITY;
  #restUntil = Number.NEGATIVE_INFINITY;
  #faults = 0;
  #trust = UNTRIED;

  constructor(parts: RollCallParts) {
    this.#parts = parts;
  }

  expect(awaiting: Awaiting): void {
    this.#awaiting.set(awaiting.job, awaiting);
    this.#policy = awaiting.policy;
    if (this.#calling === null && !this.#parts.stop.aborted && this.#interval() !== null) {
      this.#calling = this.#callOn().finally(() => {
        this.#calling = null;
      });
    }
  }

  forget(job: string): void {
    this.#awaiting.delete(job);
  }

  /** Whether the roll is to tell when a job's run is over. */
  tells(job: string): boolean {
    const vigil = this.#awaiting.get(job)?.vigil;
    if (vigil === undefined || !(vigil.listed || vigil.queued)) return false;
    return this.#policy !== null && isFresh(this.#listedAt, this.#everyMs, this.#policy.polling, this.#now);
  }

  /** Milliseconds until the roll will have told of those who wait by now; 0 where it is not called. */
  get soonMs(): number {
    if (this.#calling === null || this.#restUntil > this.#now || this.#interval() === null) return 0;
    return Math.ceil(this.#floorMs * SOON);
  }

  /** Whether a run was over that a roll called over. */
  turnedOut(wasOver: boolean): void {
    this.#trust = outcomeOf(this.#trust, wasOver);
    if (isTrusted(this.#trust)) return;
    this.#trust = UNTRIED;
    this.#rest();
  }

  /** Resolves when it is called no more; whoever made it has told it to stop. */
  async ended(): Promise<void> {
    await this.#calling;
  }

  get #now(): number {
    return this.#parts.means.runtime.clock.monotonic();
  }

  get #floorMs(): number {
    return this.#policy?.polling.floorMs ?? Number.POSITIVE_INFINITY;
  }

  get #stepMs(): number {
    return Math.ceil(this.#floorMs / STEPS);
  }

  /** Whether more are to be asked after than can be at once; that ends, or the account is in trouble. */
  get #isBusy(): boolean {
    if (this.#now - this.#calledAt > this.#floorMs) return false;
    let called = 0;
    for (const { vigil } of this.#awaiting.values()) if (vigil.calledAt !== null) called += 1;
    return called > ENOUGH_CALLED;
  }

  #interval(): number | null {
    if (this.#policy === null) return null;
    const crowd = {
      waiting: this.#awaiting.size,
      pages: this.#pages,
      tempo: this.#tempo,
    };
    return rollEveryMs(this.#policy.polling, crowd);
  }

  /** What the newest roll said counts as long as it is fresh. */
  #pause(ms: number): null {
    this.#restUntil = Math.max(this.#restUntil, this.#now + ms);
    return null;
  }

  #rest(): null {
    this.#listedAt = Number.NEGATIVE_INFINITY;
    return this.#pause(REST_MS);
  }

  async #callOn(): Promise<void> {
    const { means, stop, onBroken } = this.#parts;
    try {
      // All that are claimed together wait by then.
      await means.runtime.clock.settled();
      for (let every = this.#interval(); every !== null; every = this.#interval()) {
        const waitMs = Math.max(this.#calledAt + every, this.#restUntil) - this.#now;
        // Meanwhile more may come to wait, and then the next is due sooner.
        if (waitMs > 0) await means.runtime.clock.sleep(Math.min(Math.ceil(waitMs), this.#stepMs), stop);
        else if (this.#isBusy) await means.runtime.clock.sleep(this.#stepMs, stop);
        else await this.#call(every);
        if (stop.aborted) break;
      }
    } catch (error) {
      if (!stop.aborted) onBroken(error);
    }
    // Whoever relied on it asks for itself again.
    this.#listedAt = Number.NEGATIVE_INFINITY;
  }

  async #call(every: number): Promise<void> {
    const at = this.#now;
    this.#calledAt = at;
    const expected = [...this.#awaiting.values()];
    const shown = await this.#shown();
    if (shown === null) return;
    const over = expected.filter(
      (one) => this.#awaiting.get(one.job) === one && heardInRoll(one.vigil, shown.has(one.vigil.remoteId), at),
    );
    this.#tempo = afterList(
      this.#tempo,
      over.length,
      Number.isFinite(this.#listedAt) ? at - this.#listedAt : 0,
      this.#floorMs,
    );
    this.#listedAt = at;
    this.#everyMs = every;
    for (const { job } of over) this.#parts.ring(job);
  }

  /** All runs that are being worked on; null where nobody can tell. */
  async #shown(): Promise<ReadonlySet<string> | null> {
    const shown = new Set<string>();
    let page: string | null = null;
    for (let pages = 1; pages <= MOST_PAGES; pages += 1) {
      const said: { readonly remoteIds: readonly string[]; readonly next: string | null } | null =
        await this.#page(page);
      if (said === null) return null;
      for (const id of said.remoteIds) shown.add(id);
      page = said.next;
      if (page !== null) continue;
      this.#pages = pages;
      return shown;
    }
    return this.#rest();
  }

  async #page(page: string | null) {
    const { means, account, provider, stop } = this.#parts;
    const { gates, runtime, classify } = means;
    const { running } = provider.client;
    const policy = this.#policy;
    if (running === undefined || policy === null) return this.#rest();
    const call: GatedCall = {
      account,
      job: `roll call of ${account}`,
      stage: "wait",
      bytes: 0,
      after: null,
      isAside: true,
    };
    const access = await means.access(account);
    if ("why" in access) return this.#rest();
    for (let held = await gates.admit(call); held !== null; held = await gates.admit(call)) {
      const waitMs = Math.max(1, held.until - runtime.clock.now());
      if (waitMs > SHORT_WAIT_MS) return this.#pause(Math.min(LOOK_AGAIN_MS, waitMs));
      await runtime.clock.sleep(waitMs, stop);
    }
    const heard = await running(this.#callBy(access, policy), page);
    if (stop.aborted) return null;
    const hearer = { classify, provider: provider.name, stage: "wait", now: runtime.clock.now() } as const;
    const answer = understood({ ...hearer, redact: (text) => redact(text, [access.key]) }, heard);
    const fault = "fault" in answer ? answer.fault : null;
    gates.heard(call, fault);
    if (!("fault" in answer)) {
      this.#faults = 0;
      return answer.said;
    }
    this.#faults += 1;
    const backoffMs = backoffDelay(policy.stages.wait.backoff, this.#faults, runtime.dice);
    return this.#pause(Math.max(backoffMs, (answer.fault.notBefore ?? 0) - runtime.clock.now()));
  }

  #callBy(access: ProviderCall["access"], policy: Policy): ProviderCall {
    const { means, stop } = this.#parts;
    const { limit } = policy.stages.wait;
    const timeoutMs = timeLimitMs(limit, { bytes: 0, audioMs: null });
    return { transport: means.transport, access, timeoutMs, idleMs: limit.idleMs, signal: stop };
  }
}
