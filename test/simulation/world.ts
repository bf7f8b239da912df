import { simulateTwin, type Trial } from "../../src/compose-simulation.ts";
import type { Plot } from "../../src/simulation/plot.ts";
import { plotNamed } from "../../src/simulation/plots.ts";
import type { SimulationReport } from "../../src/simulation/simulation.ts";

/** One run, with a plot by its name. */
export function tryOut({
  plot,
  ...trial
}: Omit<Trial, "scenario"> & { readonly plot: string | Plot }): Promise<SimulationReport> {
  return simulateTwin({ ...trial, scenario: typeof plot === "string" ? named(plot) : plot });
}

export function named(name: string): Plot {
  const plot = plotNamed(name);
  if (plot === undefined) throw new Error(`there is no plot ${name}`);
  return plot;
}
