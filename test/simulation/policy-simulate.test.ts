import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { policySimulate } from "../../src/cli/policy-simulate.ts";
import { simulationParts } from "../../src/compose-simulation.ts";
import { SettingsError } from "../../src/domain/errors.ts";
import type { JournalRecord } from "../../src/domain/journal.ts";
import { recordedPlot } from "../../src/simulation/recorded.ts";
import { HandSurroundings } from "../cli/hand-surroundings.ts";
import { named, tryOut } from "./world.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenuto-policy-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const FEW = { jobs: 20, seed: 1 };

test("sets another policy beside the current one, over the same jobs and troubles", async () => {
  const here = new HandSurroundings();
  const policy = await file("hasty.yaml", "policy:\n  stages: { upload: { attempts: 1 } }\n  outageHoldMs: null\n");
  const scenario = await file("rough.yaml", "faults:\n  - { stage: upload, occurrence: 1-3, status: 503 }\n");
  await policySimulate({ ...FEW, policy, scenario: [scenario], json: true }, here.with(), simulationParts());
  const [current, hasty] = here.told();
  expect(current).toMatchObject({
    scenario: "rough.yaml",
    policy: "current",
    jobs: 20,
    finished: 20,
    billed: 20,
    billedTwice: 0,
  });
  expect(hasty).toMatchObject({ scenario: "rough.yaml", policy: "hasty.yaml", billedTwice: 0 });
  expect([hasty?.finished, hasty?.failed]).toEqual([17, 3]);
});

test("tells the policies of each scenario one under the other, in eighty columns", async () => {
  const here = new HandSurroundings();
  const scenario = await file("own.yaml", "faults:\n  - { stage: upload, occurrence: 1, status: 503 }\n");
  await policySimulate(
    { ...FEW, preset: "article", scenario: ["lost-replies", scenario] },
    here.with(),
    simulationParts(),
  );
  const lines = here.out.trimEnd().split("\n");
  expect(lines.map((line) => line.split(/\s+/).slice(0, 3))).toEqual([
    ["scenario", "policy", "done"],
    ["lost-replies", "current", "20/20"],
    ["", "article", "20/20"],
    ["own.yaml", "current", "20/20"],
    ["", "article", "20/20"],
  ]);
  for (const line of lines) expect(line).not.toContain("…");
});

test.each([
  [
    "a field that contradicts another",
    "policy:\n  stages: { upload: { backoff: { baseMs: 500, capMs: 1 } } }\n",
    /bad\.yaml:2:54: stages\.upload\.backoff\.capMs/,
  ],
  [
    "a budget over the whole",
    "account:\n  budgets: { retries: { share: 1.2 } }\n",
    /bad\.yaml:2:32: budgets\.retries\.share/,
  ],
  ["a word that there is not", "patience: 3\n", /bad\.yaml:1:1.*"patience" is not a word/],
  ["a preset that there is not", "preset: heroic\n", /heroic/],
  ["a text that is no policy", "- 1\n", /made of words/],
])("refuses %s before anything is run", async (_what, text, told) => {
  const policy = await file("bad.yaml", text);
  const here = new HandSurroundings();
  const trying = policySimulate({ ...FEW, policy }, here.with(), simulationParts());
  await expect(trying).rejects.toThrow(SettingsError);
  await expect(trying).rejects.toThrow(told);
  expect(here.out).toBe("");
});

test("refuses a scenario that is neither a name nor a file, and two policies at once", async () => {
  const here = new HandSurroundings().with();
  await expect(policySimulate({ ...FEW, scenario: ["rain"] }, here, simulationParts())).rejects.toThrow(/name rain/);
  await expect(policySimulate({ ...FEW, policy: "x", preset: "batch" }, here, simulationParts())).rejects.toThrow(
    /exclude/,
  );
});

test("learns the rates of faults from a store's journal, by stage and code", async () => {
  const records: JournalRecord[] = [];
  await tryOut({
    seed: 4,
    jobs: 300,
    store: "memory",
    plot: {
      ...named("calm"),
      processing: "exp 20s",
      faults: [
        { stage: "upload", probability: 0.2, fault: "assemblyai/upload-failed" },
        { stage: "submit", probability: 0.1, status: 429, retryAfter: 6 },
        { stage: "submit", probability: 0.05, fault: "reset-after" },
        { stage: "poll", probability: 0.1, fault: "cut-json" },
        { stage: "job", times: 30, fault: "assemblyai/server-error" },
      ],
    },
    onEntry: (job, entry) => records.push({ seq: records.length + 1, job, entry }),
  });
  const events = async (after: number, limit: number) => records.slice(after, after + limit);
  const { sayable } = simulationParts();
  const { plot, jobs, leftOut } = await recordedPlot({ events }, sayable);
  expect([jobs, leftOut]).toEqual([300, {}]);
  const rates = new Map(
    plot.faults.map((fault) => [`${fault.stage} ${fault.fault ?? fault.status}`, fault.probability ?? 1]),
  );
  expect(rates.get("upload assemblyai/upload-failed")).toBeCloseTo(0.2, 1);
  expect(rates.get("submit reset-after")).toBeCloseTo(0.05, 1);
  expect(rates.get("poll cut-json")).toBeCloseTo(0.1, 1);
  expect(rates.get("job assemblyai/server-error")).toBeCloseTo(0.1, 1);
  const throttled = plot.faults.find(({ retryAfter }) => retryAfter !== undefined);
  expect(throttled).toMatchObject({ stage: "submit", retryAfter: 6 });
  expect(throttled?.probability).toBeCloseTo(0.1, 1);
  expect(plot.processing).toMatch(/^exp (1\d|2\d|3\d)\d{3}ms$/);
});

test("refuses to learn from a store without jobs", async () => {
  const here = new HandSurroundings().with();
  await expect(policySimulate({ ...FEW, fromStore: true }, here, simulationParts())).rejects.toThrow(
    /no jobs to learn from/,
  );
});
