export type { Runtime } from "../domain/runtime.ts";
export type { Means } from "../engine/means.ts";
export { type BillersView, type Remains, violations } from "./invariants.ts";
export type { Fate } from "./mortal.ts";
export { type SimulationOptions, type SimulationReport, simulate, type World } from "./simulate.ts";
export { VirtualRuntime } from "./virtual-runtime.ts";
