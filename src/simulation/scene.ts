import type { JobStore } from "../domain/store.ts";
import type { Worker } from "../engine/worker.ts";
import type { Roll } from "./roll.ts";
import type { SimulationOptions } from "./simulation.ts";
import type { VirtualRuntime } from "./virtual-runtime.ts";
import type { World } from "./world.ts";

/** What there is while a run goes on. */
export interface Scene {
  readonly runtime: VirtualRuntime;
  readonly options: SimulationOptions;
  readonly world: World;
  readonly roll: Roll;
  /** Another process's way to the store: where that is a file, a connection of its own. */
  readonly outside: JobStore;
  /** Who works now; empty while nobody does. */
  readonly workers: Set<Worker>;
  /** Past this much virtual time the run is taken to hang, ms. */
  readonly longestMs: number;
  /** Aborted once all is done, or the engine broke. */
  readonly ended: AbortSignal;
}
