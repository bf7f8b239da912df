import { createHash } from "node:crypto";
import type { JournalEntry } from "../domain/journal.ts";
import type { Dice } from "../domain/runtime.ts";
import type { JobStore } from "../domain/store.ts";
import { seededDice } from "../engine/live-runtime.ts";
import { describeAccount } from "./account.ts";
import { happen } from "./happenings.ts";
import type { Fate } from "./mortal.ts";
import { type Ending, liveOnce } from "./process.ts";
import { reportOf } from "./report.ts";
import { Roll } from "./roll.ts";
import type { Scene } from "./scene.ts";
import type { SimulationOptions, SimulationReport } from "./simulation.ts";
import type { VirtualRuntime } from "./virtual-runtime.ts";
import { Witness } from "./witness.ts";
import type { World } from "./world.ts";

/** Past this much virtual time a run is taken to hang, unless somebody says otherwise. */
const TOO_LONG_MS = 5 * 24 * 3_600_000;
const RESTART_MS = 10_000;
/** What was submitted twice must have the time to be billed twice. */
const AFTERMATH_MS = 3_600_000;

/** The processes of one run, one after another, or several at once. */
export class Run {
  readonly options: SimulationOptions;
  readonly world: World;
  readonly witness: Witness;
  readonly roll = new Roll(() => this.#ended.abort());
  readonly faults: Record<string, number> = {};
  readonly trace = createHash("sha256");
  moments = 0;
  deaths = 0;
  freezes = 0;
  #stops = 0;
  broken: unknown = null;
  readonly #runtime: VirtualRuntime;
  readonly #dice: Dice;
  readonly #outside: JobStore;
  /** Opened, and not yet some process's. */
  #spare: JobStore | null;
  /** Of processes that froze: whoever thaws finds it as it was. */
  readonly #frozen: JobStore[] = [];
  /** All is done, or the engine broke. */
  readonly #ended = new AbortController();

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
      isPlain: () => this.freezes === 0 && this.isAlone && options.ours?.clockJumps === undefined,
      onEntries: (job, entries) => this.#heard(job, entries),
      onState: (job) => this.roll.stands(job),
    });
    this.#spare = this.witness.store(stores.inside);
    this.#outside = this.witness.store(stores.outside);
  }

  /** One process works at a time, which knows all that is agreed with the provider. */
  get isAlone(): boolean {
    return this.world.locks || this.#processes === 1;
  }

  async live(): Promise<SimulationReport> {
    const { clock } = this.#runtime;
    const scene = this.#scene();
    await describeAccount(scene, this.#outside);
    happen(scene);
    await Promise.all(Array.from({ length: this.#processes }, () => this.#keepAlive(scene)));
    const virtualMs = clock.monotonic();
    await clock.sleep(AFTERMATH_MS);
    const report = await reportOf(this, this.#outside, virtualMs);
    for (const store of [...this.#frozen, this.#outside]) await this.world.abandon(store);
    return report;
  }

  get #processes(): number {
    return this.options.ours?.processes ?? 1;
  }

  #scene(): Scene {
    const { options, world, roll } = this;
    return {
      runtime: this.#runtime,
      options,
      world,
      roll,
      outside: this.#outside,
      workers: new Set(),
      longestMs: options.longestMs ?? TOO_LONG_MS,
      ended: this.#ended.signal,
    };
  }

  /** One process after another, each with a way to the store of its own, until all is over. */
  async #keepAlive(scene: Scene): Promise<void> {
    const { clock } = this.#runtime;
    let last: Ending = "stopped";
    for (;;) {
      const store = await this.#opened();
      last = await liveOnce({
        scene,
        store,
        transport: this.witness.transport(this.world.transport),
        asksForLock: last !== "froze",
        stopAfterMs: this.#mayEnd ? (this.options.ours?.stopEveryMs ?? scene.longestMs) : scene.longestMs,
        fate: this.#fate,
        onEnd: (how) => this.#ends(how),
        onBroken: (error) => this.#breaks(error),
      });
      if (last === "stopped") this.#stops += 1;
      if (last === "froze") this.#frozen.push(store);
      else await this.world.abandon(store);
      if (scene.ended.aborted || clock.monotonic() >= scene.longestMs) return;
      await clock.sleep(Math.floor(this.#dice.next() * RESTART_MS));
    }
  }

  async #opened(): Promise<JobStore> {
    const spare = this.#spare;
    this.#spare = null;
    return spare ?? this.witness.store(await this.#runtime.standStill(this.world.openStore()));
  }

  get #mayEnd(): boolean {
    const { mostEnds = Number.POSITIVE_INFINITY } = this.options.ours ?? {};
    return this.deaths + this.freezes + this.#stops < mostEnds;
  }

  readonly #fate = (moment: string): Fate => {
    this.moments += 1;
    const draw = (): number => this.#dice.next();
    return this.options.fate?.(this.moments, moment, draw) ?? this.#byShare(draw);
  };

  #byShare(draw: () => number): Fate {
    const { deaths = 0, freezes = 0 } = this.options.ours ?? {};
    if (deaths + freezes === 0 || !this.#mayEnd) return "live";
    const drawn = draw();
    if (drawn < deaths) return "die";
    return drawn < deaths + freezes ? "freeze" : "live";
  }

  #ends(how: "die" | "freeze"): void {
    if (how === "die") this.deaths += 1;
    else this.freezes += 1;
  }

  #breaks(error: unknown): void {
    this.broken ??= error;
    this.#ended.abort();
  }

  #heard(job: string, entries: readonly JournalEntry[]): void {
    if (entries.length === 0) return;
    this.trace.update(`${job} ${JSON.stringify(entries)}\n`);
    for (const entry of entries) {
      if (entry.type === "fault") this.faults[entry.fault.code] = (this.faults[entry.fault.code] ?? 0) + 1;
      this.options.onEntry?.(job, entry);
    }
  }
}
