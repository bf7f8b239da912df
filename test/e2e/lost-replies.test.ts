import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { ownFolder, run, startNode } from "./command.ts";
import { expectTranscripts, makeRecordings, type Recordings } from "./recordings.ts";
import { startTwin, type TwinProcess } from "./twin-process.ts";

const CHILD = fileURLToPath(new URL("../children/transcribe-many.mjs", import.meta.url));
const JOBS = 200;

/** 20 % of submits lose their reply after they were carried out; 5 % of everything else fails, in several ways. */
const SCENARIO = `
processing: 50ms-400ms
faults:
  - { stage: submit, probability: 20%, fault: reset-after }
  - { stage: upload, probability: 2%, fault: assemblyai/upload-failed }
  - { stage: upload, probability: 2%, status: 500 }
  - { stage: upload, probability: 1%, fault: reset-before }
  - { stage: poll, probability: 2%, status: 500 }
  - { stage: poll, probability: 2%, fault: cut-json }
  - { stage: poll, probability: 1%, status: 429, retry-after: 1 }
  - { stage: list, probability: 5%, status: 500 }
`;

async function badDay(): Promise<{ folder: string; recordings: Recordings; twin: TwinProcess }> {
  const folder = await ownFolder();
  const recordings = await makeRecordings(folder, JOBS);
  const scenario = join(folder, "bad-day.yaml");
  await writeFile(scenario, SCENARIO);
  const twin = await startTwin(folder, ["--scenario", scenario, "--texts", recordings.texts, "--seed", "20"]);
  return { folder, recordings, twin };
}

async function expectOneBillEach(twin: TwinProcess): Promise<void> {
  const ledger = await twin.ledger();
  console.log(`faults ${JSON.stringify(ledger.faults)}, requests ${JSON.stringify(ledger.requests)}`);
  expect(ledger).toMatchObject({ billedTwice: [], billed: JOBS, created: JOBS, running: 0, repliesTooEarly: 0 });
  // The day was as bad as it was meant to be.
  expect(ledger.faults.submit?.["reset-after"]).toBeGreaterThan(JOBS / 10);
  expect(Object.keys(ledger.faults.poll ?? {})).toHaveLength(3);
  expect(Object.keys(ledger.faults.upload ?? {})).toHaveLength(3);
}

it("finishes 200 jobs, each billed once, while a fifth of the submits lose their reply", async () => {
  const { folder, recordings, twin } = await badDay();
  const { code, stderr } = await startNode(folder, [CHILD, twin.url, "out", ...recordings.paths]).ended;
  expect(stderr).toBe("");
  expect(code).toBe(0);
  await expectTranscripts(join(folder, "out"), recordings);
  await expectOneBillEach(twin);
}, 60_000);

it("finishes them by one command with the default policy too: TENUTO_LONG=1", async ({ skip }) => {
  skip(process.env.TENUTO_LONG !== "1", "that policy waits 12 s before each look-up; TENUTO_LONG=1 runs it");
  const { folder, recordings, twin } = await badDay();
  const startedAt = performance.now();
  const { code, stderr } = await run(folder, ["transcribe", ...recordings.paths, "-o", "out", "--base-url", twin.url]);
  console.log(`${Math.round((performance.now() - startedAt) / 1000)} s: ${stderr.trim().split("\n").at(-1)}`);
  expect(code).toBe(0);
  expect(stderr).toContain(`${JOBS} done`);
  await expectTranscripts(join(folder, "out"), recordings);
  await expectOneBillEach(twin);
}, 600_000);
