import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { SettingsError } from "../domain/errors.ts";
import { type Patience, patienceIn, patienceOf } from "../settings/patience-of.ts";
import type { Settings } from "../settings.ts";
import type { Plot } from "../simulation/plot.ts";
import { PLOTS, plotNamed } from "../simulation/plots.ts";
import { recordedPlot, type Sayable } from "../simulation/recorded.ts";
import type { SimulationReport } from "../simulation/simulation.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { type Outcome, outcomeTable } from "./policy-table.ts";
import { jsonLine, printable } from "./printable.ts";
import { counted } from "./quantities.ts";
import type { Surroundings } from "./surroundings.ts";
import { sizeOf } from "./terminal.ts";

export interface PolicySimulateFlags {
  readonly policy?: string | undefined;
  readonly preset?: string | undefined;
  readonly scenario?: readonly string[] | undefined;
  readonly fromStore?: boolean | undefined;
  readonly store?: string | undefined;
  readonly jobs: number;
  readonly seed: number;
  readonly json?: boolean | undefined;
}

/** A plot by name, or a scenario as somebody wrote it. */
export type Scene = Plot | { readonly name: string; readonly text: string };

/** What the simulation is made of; `compose` has it. */
export interface SimulationParts {
  /** Throws a `SettingsError` for a scenario that cannot be used. */
  readonly simulate: (trial: {
    readonly scenario: Scene;
    readonly patience: Pick<Patience, "policy" | "account">;
    readonly jobs: number;
    readonly seed: number;
    readonly cap: number;
  }) => Promise<SimulationReport>;
  readonly sayable: Sayable;
}

/** What is tried where nobody names anything: one of each kind of trouble. */
const USUAL = ["lost-replies", "crowded-account", "bad-day", "outage-3m", "balance-1h"];

/**
 * `tenuto policy simulate`: the same jobs through the same troubles, once with the current policy and once with another.
 * Throws `SettingsError` for a policy or a scenario that cannot be used, before anything is run.
 */
export async function policySimulate(
  flags: PolicySimulateFlags,
  surroundings: Surroundings,
  parts: SimulationParts,
): Promise<ExitCode> {
  const { terminal } = surroundings;
  const settings = surroundings.settingsFor({ store: flags.store });
  const policies: readonly (readonly [string, Patience])[] = [
    ["current", await patienceOf(settings)],
    ...(await askedFor(flags)),
  ];
  const scenes = await scenesOf(flags, settings, surroundings, parts);
  const { jobs, seed } = flags;
  const cap = settings.accounts[settings.account ?? ""]?.slots ?? settings.concurrency;
  const outcomes: Outcome[] = [];
  for (const scenario of scenes) {
    for (const [policy, patience] of policies) {
      const report = await parts.simulate({ scenario, patience, jobs, seed, cap });
      const outcome = outcomeOf(scenario.name, policy, jobs, report);
      outcomes.push(outcome);
      if (flags.json === true) terminal.out.write(jsonLine(outcome));
    }
  }
  if (flags.json !== true) {
    // A file or a pipe has no edge to cut at.
    const columns = terminal.out.isTTY === true ? sizeOf(terminal.out).columns : Number.POSITIVE_INFINITY;
    terminal.out.write(`${outcomeTable(outcomes, columns, terminal.outColor).join("\n")}\n`);
  }
  return EXIT.done;
}

async function askedFor({
  policy: path,
  preset,
}: PolicySimulateFlags): Promise<readonly (readonly [string, Patience])[]> {
  if (path !== undefined && preset !== undefined) {
    throw new SettingsError(
      "settings/policy",
      "--policy and --preset exclude each other.",
      "A file may name a preset.",
    );
  }
  if (path !== undefined) return [[basename(path), await patienceIn(path)]];
  return preset === undefined ? [] : [[preset, await patienceIn({ preset })]];
}

async function scenesOf(
  { scenario = [], fromStore = false }: PolicySimulateFlags,
  settings: Settings,
  surroundings: Surroundings,
  { sayable }: SimulationParts,
): Promise<readonly Scene[]> {
  const wanted = scenario.length === 0 && !fromStore ? USUAL : scenario;
  const named = await Promise.all(wanted.map(sceneOf));
  return fromStore ? [...named, await recorded(settings, surroundings, sayable)] : named;
}

async function sceneOf(name: string): Promise<Scene> {
  const plot = plotNamed(name);
  if (plot !== undefined) return plot;
  try {
    return { name: basename(name), text: await readFile(name, "utf8") };
  } catch (cause) {
    const why = cause instanceof Error && "code" in cause ? cause.code : String(cause);
    throw new SettingsError(
      "scenario/unreadable",
      `There is no scenario of the name ${printable(name)}, and no file that can be read (${why}).`,
      `Name a YAML file, as docs/scenario.example.yaml shows, or one of ${PLOTS.map((one) => one.name).join(", ")}.`,
      { cause },
    );
  }
}

async function recorded(settings: Settings, { terminal, openStore }: Surroundings, sayable: Sayable): Promise<Plot> {
  const room = await openStore(settings);
  try {
    const { plot, jobs, requests, leftOut } = await recordedPlot(room.store, sayable);
    if (jobs === 0) {
      throw new SettingsError(
        "settings/store",
        "The store has no jobs to learn from.",
        "Name one with --store, or a --scenario.",
      );
    }
    const from = `${counted(jobs, "job")} and ${counted(requests, "request")}`;
    terminal.err.write(
      `Rates from ${from} of the store; they come by chance here, though they may have come at once.\n`,
    );
    const codes = Object.entries(leftOut).map(([code, times]) => `${printable(code)} (${times})`);
    if (codes.length > 0) terminal.err.write(`Left out, since no twin can show them: ${codes.join(", ")}.\n`);
    return plot;
  } finally {
    await room.close();
  }
}

function outcomeOf(scenario: string, policy: string, jobs: number, report: SimulationReport): Outcome {
  const { completed, failed, parked, billed, billedTwice, virtualMs, ends } = report;
  const requests = Object.values(report.requests).reduce((sum, count) => sum + count, 0);
  const held = jobs - completed - failed;
  return {
    scenario,
    policy,
    jobs,
    finished: completed,
    failed,
    held: Math.max(parked, held),
    billed,
    billedTwice,
    requests,
    timeMs: virtualMs,
    ends,
  };
}
