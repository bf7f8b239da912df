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
  /** Who works now; null while nobody does. */
  readonly worker: () => Worker | null;
}
