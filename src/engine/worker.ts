import type { Job } from "../domain/job.ts";
import type { Claim } from "../domain/store.ts";
import { Doorbell } from "./doorbell.ts";
import { runTurn } from "./engine.ts";
import type { Means } from "./means.ts";
import { RollCalls } from "./roll-calls.ts";
import { Speeds } from "./speeds.ts";
import { LEASE_MS } from "./turn.ts";

/** Other processes may add jobs without telling us. */
const LOOK_AGAIN_MS = 1_000;

/** Made once: an abort without a reason makes an error with a stack. */
const WOKEN = new Error("woken");

/** How long a submit on the wire is waited for once the worker is told to stop. */
const SUBMIT_GRACE_MS = 5_000;

export interface WorkerOptions {
  readonly name: string;
  /** Jobs in hand at once. */
  readonly turns: number;
}

/** A job in hand and its own signals: deriving them from the worker's by `AbortSignal.any` costs ten times as much. */
interface Hand {
  readonly claim: Claim;
  readonly stop: AbortController;
  readonly cut: AbortController;
  readonly bell: Doorbell;
  readonly ended: Promise<void>;
}

/**
 * Claims due jobs and hands them to the engine. States: *working* (claims whenever there is room), *draining* (told to
 * stop: claims nothing, lets turns end at their next safe point, cuts off what is left after the grace), *ended*.
 */
export class Worker {
  #means: Means;
  readonly #options: WorkerOptions;
  /** By the job's id; of a job that was claimed again here, the newest. */
  readonly #active = new Map<string, Hand>();
  #wake: () => void = () => undefined;
  /** Set by a poke that nobody slept through: it must not be lost between a claim and the sleep after it. */
  #poked = false;
  readonly #onTurnEnd: (job: string) => void;

  constructor(means: Means, options: WorkerOptions, onTurnEnd: (job: string) => void = () => undefined) {
    this.#means = means;
    this.#options = options;
    this.#onTurnEnd = onTurnEnd;
  }

  /** Jobs in hand. */
  get active(): number {
    return this.#active.size;
  }

  /** Whether a job in hand is one of those. */
  holds(isOne: (job: Job) => boolean): boolean {
    return [...this.#active.values()].some(({ claim }) => isOne(claim.job));
  }

  /** The job is no longer wanted: its turn ends at the next safe point. */
  drop(job: string): void {
    this.#active.get(job)?.stop.abort();
  }

  /** There may be something new to claim. */
  poke(): void {
    this.#poked = true;
    this.#wake();
  }

  /** The provider says that this job's run has come on. False when the job is not in hand. */
  ring(job: string): boolean {
    if (this.#means.lookout !== undefined) this.#means.lookout.webhooks.areHeard = true;
    return this.#wakeUp(job);
  }

  #wakeUp(job: string): boolean {
    const hand = this.#active.get(job);
    hand?.bell.ring();
    return hand !== undefined;
  }

  /** Works until `stop`; resolves when no turn is in hand any more. Throws what a turn threw: a defect, or a broken store. */
  async run(stop: AbortSignal): Promise<void> {
    const broken = new AbortController();
    const stopped = AbortSignal.any([stop, broken.signal]);
    const ended = new AbortController();
    stopped.addEventListener("abort", () => void this.#stopTurns(ended.signal), { once: true });
    const beating = this.#heartbeat(ended.signal);
    const turns = new Set<Promise<void>>();
    const lookout = this.#lookOut(broken);
    this.#means = { ...this.#means, lookout };
    try {
      while (!stopped.aborted) {
        this.#poked = false;
        // Looking is a read, claiming a commit: most turns end without anything being due.
        const due = await this.#means.store.nextDue(this.#means.gates.shunned());
        const claims = this.#isDue(due) ? await this.#claim() : [];
        for (const claim of claims) {
          const turn = this.#take(claim, stopped, broken);
          turns.add(turn);
          void turn.finally(() => turns.delete(turn));
        }
        if (claims.length === 0) await this.#somethingNew(stopped, due);
      }
    } catch (error) {
      // A broken store. The turns in hand are stopped before anybody hears of it.
      broken.abort(error);
    }
    try {
      await Promise.all(turns);
    } finally {
      ended.abort();
      await lookout.rolls.end();
      await beating;
    }
    broken.signal.throwIfAborted();
    await lookout.speeds.settle();
  }

  /** Resolves when the job's turn has ended. */
  #take(claim: Claim, stopped: AbortSignal, broken: AbortController): Promise<void> {
    const { id } = claim.job;
    const signals = { stop: new AbortController(), cut: new AbortController(), bell: new Doorbell() };
    const before = this.#active.get(id);
    const ended = this.#runTurn(claim, signals, before, broken).finally(() => {
      if (this.#active.get(id) === hand) this.#active.delete(id);
      this.#onTurnEnd(id);
      this.poke();
    });
    const hand: Hand = { claim, ...signals, ended };
    this.#active.set(id, hand);
    // The claim may have been under way when the others were told to stop.
    if (stopped.aborted) hand.stop.abort();
    return ended;
  }

  /**
   * A job that was canceled and reopened comes back while its former turn still waits for a submit. That one is cut off
   * first: a look-up counts from the moment when nothing of ours can be on its way any more.
   */
  async #runTurn(
    claim: Claim,
    { stop, cut, bell }: Omit<Hand, "claim" | "ended">,
    before: Hand | undefined,
    broken: AbortController,
  ): Promise<void> {
    try {
      before?.stop.abort();
      before?.cut.abort();
      await before?.ended;
      await runTurn(this.#means, claim, { stop: stop.signal, cut: cut.signal, bell });
    } catch (error) {
      broken.abort(error);
    }
  }

  #lookOut(broken: AbortController) {
    const rolls = new RollCalls(
      this.#means,
      (job) => this.#wakeUp(job),
      (error) => broken.abort(error),
    );
    return { rolls, speeds: new Speeds(this.#means), webhooks: { areHeard: false } };
  }

  #isDue(due: number | null): boolean {
    return due !== null && due <= this.#means.runtime.clock.now();
  }

  async #claim(): Promise<readonly Claim[]> {
    const room = this.#options.turns - this.#active.size;
    return room > 0 ? this.#means.store.claim(room, this.#options.name, LEASE_MS, this.#means.gates.shunned()) : [];
  }

  /** Until a turn ends, something is due, somebody pokes, or it is time to look for other processes' jobs. */
  async #somethingNew(stop: AbortSignal, due: number | null): Promise<void> {
    const { clock } = this.#means.runtime;
    const waitMs = due === null || this.#isDue(due) ? LOOK_AGAIN_MS : Math.min(due - clock.now(), LOOK_AGAIN_MS);
    const woken = new AbortController();
    const wake = (): void => woken.abort(WOKEN);
    this.#wake = wake;
    stop.addEventListener("abort", wake, { once: true });
    try {
      if (this.#poked || stop.aborted) return;
      await clock.sleep(waitMs, woken.signal);
    } catch {
      // Woken.
    } finally {
      this.#wake = () => undefined;
      stop.removeEventListener("abort", wake);
    }
  }

  /** Long calls outlive their lease: it is prolonged while the turn is in hand, and a turn that lost it is stopped. */
  async #heartbeat(ended: AbortSignal): Promise<void> {
    try {
      for (;;) {
        await this.#means.runtime.clock.sleep(LEASE_MS / 3, ended);
        const held = [...this.#active.values()];
        const claims = held.map(({ claim }) => ({ id: claim.job.id, turn: claim.turn }));
        if (claims.length === 0) continue;
        const kept = new Set(await this.#means.store.extend(claims, LEASE_MS));
        for (const { claim, stop, cut } of held) {
          if (kept.has(claim.job.id)) continue;
          stop.abort();
          cut.abort();
        }
      }
    } catch {
      // Ended, or the store is broken: then the leases lapse, which is safe, and the next save tells.
    }
  }

  async #stopTurns(ended: AbortSignal): Promise<void> {
    for (const { stop } of this.#active.values()) stop.abort();
    try {
      await this.#means.runtime.clock.sleep(SUBMIT_GRACE_MS, ended);
      for (const { cut } of this.#active.values()) cut.abort();
    } catch {
      // All turns ended in time.
    }
  }
}
