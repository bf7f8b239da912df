import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Catalogue } from "./catalogue/catalogue.ts";
import { classify } from "./catalogue/classify.ts";
import { builtInCatalogue } from "./compose-catalogue.ts";
import type { AccountPolicy } from "./domain/account-policy.ts";
import type { Exchange } from "./domain/exchange.ts";
import type { Policy } from "./domain/policy.ts";
import type { HttpCall } from "./domain/transport.ts";
import { defaultPolicy } from "./policy/policy.ts";
import { assemblyai } from "./providers/assemblyai/client.ts";
import { assemblyaiServer } from "./providers/assemblyai/server.ts";
import { ourSideOf, type Plot, scenarioText } from "./simulation/plot.ts";
import { simulate } from "./simulation/simulate.ts";
import type { SimulationOptions, SimulationReport } from "./simulation/simulation.ts";
import type { VirtualRuntime } from "./simulation/virtual-runtime.ts";
import type { Errand } from "./simulation/witness.ts";
import type { World } from "./simulation/world.ts";
import { memoryStore } from "./store/memory.ts";
import { memorySpool } from "./store/memory-spool.ts";
import { openSqliteStore } from "./store/sqlite.ts";
import { inProcessTransport } from "./twin/in-process.ts";
import { parseScenario } from "./twin/scenario.ts";
import type { Scenario } from "./twin/script.ts";
import { createTwin } from "./twin/twin.ts";

export type StoreKind = "memory" | "sqlite";

/** One run of the real engine against the twin of AssemblyAI, in process and in virtual time. */
export interface Trial
  extends Pick<
    SimulationOptions,
    | "seed"
    | "jobs"
    | "cap"
    | "elsewhere"
    | "fate"
    | "alter"
    | "onEntry"
    | "longestMs"
    | "accountPolicy"
    | "audioMs"
    | "mayBillAgain"
  > {
  readonly store: StoreKind;
  /** A plot, or a scenario in which what befalls our own side stands as `scenarioText` writes it. */
  readonly scenario: Plot | { readonly text: string; readonly name: string };
  /** Default: the one that jobs get where nobody asks for another. */
  readonly policy?: Policy;
  /** Each reply's way there and back, ms. Default 20. */
  readonly latencyMs?: number;
}

const BASE_URL = "http://twin";
const LATENCY_MS = 20;

/** The run is virtual and so is its disk: a sync of the real one proves nothing here and costs most of the time. */
const FOLDER = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

let catalogueMade: Catalogue | null = null;

function knownFaults(): Catalogue {
  catalogueMade ??= builtInCatalogue();
  return catalogueMade;
}

/** Throws a `SettingsError` for a scenario that cannot be used. */
export async function simulateTwin(trial: Trial): Promise<SimulationReport> {
  const { scenario: told, store, policy = defaultPolicy, latencyMs, ...others } = trial;
  const isPlot = "faults" in told;
  const catalogue = knownFaults();
  const text = isPlot ? scenarioText(told) : told.text;
  const scenario = parseScenario(text, told.name);
  const folder = store === "sqlite" ? await mkdtemp(join(FOLDER, "tenuto-simulation-")) : null;
  try {
    return await simulate({
      ...others,
      provider: assemblyai,
      policy,
      classify: (evidence) => classify(evidence, catalogue),
      classOf: (code) => catalogue.find(code)?.class ?? null,
      world: async (runtime) => worldOf(scenario, { seed: trial.seed, latencyMs }, runtime, folder),
      ours: isPlot ? told.ours : ourSideOf(text),
      recoverable: isPlot && told.recoverable,
    });
  } finally {
    if (folder !== null) await rm(folder, { recursive: true, force: true });
  }
}

function worldOf(
  scenario: Scenario,
  { seed, latencyMs = LATENCY_MS }: { readonly seed: number; readonly latencyMs: number | undefined },
  { clock, worldClock, dice, ids }: VirtualRuntime,
  folder: string | null,
): World {
  const startedAt = worldClock.now();
  const twin = createTwin({ server: assemblyaiServer, scenario, seed, baseUrl: BASE_URL, startedAt });
  const inMemory = memoryStore({ clock });
  return {
    transport: inProcessTransport(twin, { clock: worldClock, dice, ids }, { latencyMs }),
    ledger: () => twin.ledger(worldClock.now()),
    spool: memorySpool(),
    openStore: async () => (folder === null ? inMemory : openSqliteStore({ path: join(folder, "jobs.db"), clock })),
    abandon: async (store) => {
      if (folder !== null) await store.close();
    },
    locks: folder !== null,
    errandOf,
    isMade,
  };
}

function errandOf({ method, url }: HttpCall): Errand {
  const stage = assemblyaiServer.stage({
    method,
    path: url.slice(BASE_URL.length).split("?")[0] ?? "",
    query: {},
    headers: {},
  });
  return stage === "upload" || stage === "submit" || stage === "poll" || stage === "list" ? stage : "other";
}

function isMade(errand: Errand, { outcome }: Exchange): boolean {
  if (outcome.kind !== "reply" || !outcome.complete || outcome.status < 200 || outcome.status > 299) return false;
  // Read as text: parsing every reply once more is a tenth of what a run costs.
  return outcome.body.startsWith("{") && outcome.body.includes(errand === "upload" ? '"upload_url":"' : '"id":"');
}

/** What `tenuto policy simulate` works with. */
export function simulationParts(): {
  readonly simulate: (
    trial: Pick<Trial, "scenario" | "jobs" | "seed" | "cap"> & {
      readonly patience: { readonly policy: Policy; readonly account: AccountPolicy };
    },
  ) => Promise<SimulationReport>;
  readonly sayable: (code: string) => "reply" | "job" | null;
} {
  return {
    simulate: ({ patience, ...trial }) =>
      simulateTwin({ ...trial, store: "memory", policy: patience.policy, accountPolicy: patience.account }),
    sayable: (code) => {
      const carrier = assemblyaiServer.fault(code);
      return carrier === null ? null : "jobError" in carrier ? "job" : "reply";
    },
  };
}
