import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { classify } from "../../src/catalogue/classify.ts";
import { builtInCatalogue } from "../../src/compose-catalogue.ts";
import type { Evidence } from "../../src/domain/evidence.ts";
import type { Runtime } from "../../src/domain/runtime.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { assemblyai } from "../../src/providers/assemblyai/client.ts";
import { assemblyaiServer } from "../../src/providers/assemblyai/server.ts";
import type { Fate } from "../../src/simulation/mortal.ts";
import { type SimulationOptions, type SimulationReport, simulate, type World } from "../../src/simulation/simulate.ts";
import { memoryStore } from "../../src/store/memory.ts";
import { memorySpool } from "../../src/store/memory-spool.ts";
import { openSqliteStore } from "../../src/store/sqlite.ts";
import { inProcessTransport } from "../../src/twin/in-process.ts";
import type { Scenario } from "../../src/twin/script.ts";
import { createTwin } from "../../src/twin/twin.ts";

export type StoreKind = "memory" | "sqlite";

export interface Trial {
  readonly seed: number;
  readonly jobs: number;
  readonly store: StoreKind;
  readonly scenario: Scenario;
  readonly fate?: (moment: number, name: string, draw: () => number) => Fate;
  readonly alter?: SimulationOptions["alter"];
  readonly cap?: number;
  readonly latencyMs?: number;
}

/** The run is virtual and so is its disk: a sync of the real one proves nothing here and costs most of the time. */
const FOLDER = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

const catalogue = builtInCatalogue();
const named = (evidence: Evidence) => classify(evidence, catalogue);

/** One run of the real engine against the twin in process. */
export async function tryOut(trial: Trial): Promise<SimulationReport> {
  const folder = trial.store === "sqlite" ? await mkdtemp(join(FOLDER, "tenuto-simulation-")) : null;
  try {
    return await simulate({
      seed: trial.seed,
      jobs: trial.jobs,
      provider: assemblyai,
      policy: defaultPolicy,
      classify: named,
      world: (runtime) => worldOf(trial, runtime, folder),
      ...(trial.cap === undefined ? {} : { cap: trial.cap }),
      ...(trial.fate === undefined ? {} : { fate: trial.fate }),
      ...(trial.alter === undefined ? {} : { alter: trial.alter }),
    });
  } finally {
    if (folder !== null) await rm(folder, { recursive: true, force: true });
  }
}

async function worldOf({ scenario, seed, latencyMs }: Trial, runtime: Runtime, folder: string | null): Promise<World> {
  const { clock } = runtime;
  const twin = createTwin({ server: assemblyaiServer, scenario, seed, baseUrl: "http://twin", startedAt: clock.now() });
  const inMemory = memoryStore({ clock });
  return {
    transport: inProcessTransport(twin, runtime, { latencyMs: latencyMs ?? 20 }),
    ledger: () => twin.ledger(clock.now()),
    spool: memorySpool(),
    openStore: async () => (folder === null ? inMemory : openSqliteStore({ path: join(folder, "jobs.db"), clock })),
    abandon: async (store) => {
      if (folder !== null) await store.close();
    },
    locks: folder !== null,
  };
}
