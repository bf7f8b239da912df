import { createHash } from "node:crypto";
import type { JournalEntry } from "../domain/journal.ts";
import type { Dice } from "../domain/runtime.ts";
import type { JobStore } from "../domain/store.ts";
import { seededDice } from "../engine/live-runtime.ts";
import { Worker } from "../engine/worker.ts";
import { describeAccount, MOST_AT_ONCE, meansOf } from "./account.ts";
import { happen } from "./happenings.ts";
import { type Fate, Mortal } from "./mortal.ts";
import { reportOf } from "./report.ts";
import { Roll } from "./roll.ts";
import type { Scene } from "./scene.ts";
import type { SimulationOptions, SimulationReport } from "./simulation.ts";
import type { VirtualRuntime } from "./virtual-runtime.ts";
import { Witness } from "./witness.ts";
import type { World } from "./world.ts";

/** Past this much virtual time a run is taken to hang, unless somebody says otherwise. */
const TOO_LONG_MS = 5 * 24 * 3_600_000;
/** A worker's room for turns that hold no slot. */
const SPARE_TURNS = 32;
/** Longer than any lease lasts. */
const THAW_MS = 300_000;
const RESTART_MS = 10_000;
/** What was submitted twice must have the time to be billed twice. */
const AFTERMATH_MS = 3_600_000;

/** The processes of one run, one after another. */
export class Run {
  readonly options: SimulationOptions;
  readonly world: World;
  readonly witness: Witness;
  readonly roll = new Roll();
  readonly faults: Record<string, number> = {};
  readonly trace = createHash("sha256");
  moments = 0;
  deaths = 0;
  freezes = 0;
  broken: unknown = null;
  readonly #runtime: VirtualRuntime;
  readonly #dice: Dice;
  #store: JobStore;
  readonly #outside: JobStore;
  #worker: Worker | null = null;

  constructor(
    runtime: VirtualRuntime,
    options: SimulationOptions,
    world: World,
    stores: { readonly inside: JobStore; readonly outside: JobStore },
  ) {
    this.options = options;
    this.world = world;
    this.#runtime = runtime;
    this.#dice = seededDice(options.seed ^ 0xfa7e);
    this.witness = new Witness({
      clock: runtime.clock,
      errandOf: world.errandOf,
      isMade: world.isMade,
      isPlain: () => this.freezes === 0 && options.ours?.clockJumps === undefined,
      onEntries: (job, entries) => this.#heard(job, entries),
      onState: (job) => this.roll.stands(job),
    });
    this.#store = this.witness.store(stores.inside);
    this.#outside = this.witness.store(stores.outside);
  }

  async live(): Promise<SimulationReport> {
    const { clock } = this.#runtime;
    const scene = this.#scene();
    await describeAccount(scene, this.#outside);
    happen(scene);
    while (!this.roll.isDone && this.broken === null && clock.monotonic() < this.#longestMs) {
      const { dead } = await this.#oneProcess(scene);
      if (this.roll.isDone || this.broken !== null) break;
      if (dead) await this.world.abandon(this.#store);
      await clock.sleep(Math.floor(this.#dice.next() * RESTART_MS));
      if (dead) this.#store = this.witness.store(await this.#runtime.standStill(this.world.openStore()));
    }
    const virtualMs = clock.monotonic();
    await clock.sleep(AFTERMATH_MS);
    const report = await reportOf(this, this.#outside, virtualMs);
    for (const store of [this.#store, this.#outside]) await this.world.abandon(store);
    return report;
  }

  get #longestMs(): number {
    return this.options.longestMs ?? TOO_LONG_MS;
  }

  #scene(): Scene {
    return {
      runtime: this.#runtime,
      options: this.options,
      world: this.world,
      roll: this.roll,
      outside: this.#outside,
      worker: () => this.#worker,
    };
  }

  #heard(job: string, entries: readonly JournalEntry[]): void {
    for (const entry of entries) {
      if (entry.type === "fault") this.faults[entry.fault.code] = (this.faults[entry.fault.code] ?? 0) + 1;
      this.trace.update(`${job} ${JSON.stringify(entry)}\n`);
      this.options.onEntry?.(job, entry);
    }
  }

  /** Lives until it dies, freezes, is told to stop, or all is done. */
  async #oneProcess(scene: Scene): Promise<Mortal> {
    const { stopEveryMs = this.#longestMs } = this.options.ours ?? {};
    const over = new AbortController();
    const dead = new AbortController();
    const mortal = this.#newMortal(over, dead);
    const name = this.#runtime.ids.next("worker");
    if (this.world.locks) await this.#store.takeWorkerLock(name);
    await describeAccount(scene, this.#store);
    const means = meansOf(scene, this.#store, this.witness.transport(this.world.transport), mortal);
    const worker = new Worker(means, { name, turns: (this.options.cap ?? MOST_AT_ONCE) + SPARE_TURNS });
    this.#worker = worker;
    const stop = new AbortController();
    const ended = worker.run(stop.signal).catch((error: unknown) => {
      this.broken ??= error;
      over.abort();
    });
    this.roll.whenDone(() => over.abort());
    const isAlone = await this.#runtime.clock.sleep(stopEveryMs, over.signal).then(
      () => true,
      () => this.roll.isDone,
    );
    this.#worker = null;
    // A dead one never ends, and a frozen one goes on when it thaws: only one that was told to stop is waited for.
    if (isAlone) {
      stop.abort();
      await Promise.race([ended, aborted(dead.signal)]);
    }
    return mortal;
  }

  #newMortal(over: AbortController, dead: AbortController): Mortal {
    const { deaths = 0, freezes = 0, mostEnds = Number.POSITIVE_INFINITY } = this.options.ours ?? {};
    const byShare = (_moment: number, _name: string, draw: () => number): Fate => {
      if (deaths + freezes === 0 || this.deaths + this.freezes >= mostEnds) return "live";
      const drawn = draw();
      if (drawn < deaths) return "die";
      return drawn < deaths + freezes ? "freeze" : "live";
    };
    const fate = this.options.fate ?? byShare;
    return new Mortal(
      (name) => {
        this.moments += 1;
        return fate(this.moments, name, () => this.#dice.next());
      },
      () => this.#runtime.clock.sleep(THAW_MS),
      (how) => {
        if (how === "die") {
          this.deaths += 1;
          dead.abort();
        } else this.freezes += 1;
        over.abort();
      },
    );
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
