import { Run } from "./run.ts";
import type { SimulationOptions, SimulationReport } from "./simulation.ts";
import { VirtualRuntime } from "./virtual-runtime.ts";

/**
 * Runs the real engine, the real client and a store in virtual time against a provider's double, through deaths, freezes
 * and whatever else befalls it, and holds after every step that the laws are kept.
 */
export async function simulate(options: SimulationOptions): Promise<SimulationReport> {
  const runtime = new VirtualRuntime(options.seed);
  // Before time runs: what is opened may really take some.
  const world = await options.world(runtime);
  const inside = await world.openStore();
  const outside = world.locks ? await world.openStore() : inside;
  return runtime.run(new Run(runtime, options, world, { inside, outside }).live());
}
