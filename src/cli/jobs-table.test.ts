import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import type { JobSummary } from "../domain/store.ts";
import { jobsTable } from "./jobs-table.ts";
import { paletteFor } from "./palette.ts";
import { widthOf } from "./printable.ts";

const NOW = 1_800_000_000_000;
const plain = paletteFor(false);

const job = (patch: Partial<JobSummary>): JobSummary => ({
  id: "job_01k8y2v3w4x5y6z7a8b9c0d1e2",
  run: "run_1",
  name: "calls/monday/customer-4711.mp3",
  status: "completed",
  stage: "deliver",
  provider: "assemblyai",
  createdAt: NOW - 3_700_000,
  endedAt: NOW,
  fault: null,
  ...patch,
});

const jobs = [job({}), job({ status: "failed", fault: "assemblyai/no-speech", name: "\u001b[31m漢字.wav" })];

describe("the table of jobs", () => {
  it("shows everything where there is no edge", () => {
    expect(jobsTable(jobs, NOW, Number.POSITIVE_INFINITY, plain)).toEqual([
      "status  age  recording                       at                    job",
      "done    1 h  calls/monday/customer-4711.mp3                        job_01k8y2v3w4x5y6z7a8b9c0d1e2",
      "failed  1 h  \\x1b[31m漢字.wav                assemblyai/no-speech  job_01k8y2v3w4x5y6z7a8b9c0d1e2",
    ]);
  });

  it.each([200, 120, 80, 60, 50, 40, 20, 1])("never goes over the edge at %i columns", (columns) => {
    const lines = jobsTable(jobs, NOW, columns, plain);
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
  });

  it.each([40, 30, 20, 5, 1])("leaves no colour open and no sequence cut at %i columns", (columns) => {
    const lines = jobsTable(jobs, NOW, columns, paletteFor(true));
    const plainly = jobsTable(jobs, NOW, columns, plain);
    const uncolored = lines.map(stripVTControlCharacters);
    expect(uncolored).toEqual(plainly);
  });

  it("gives up the detail, then the age, and keeps the id whole as long as it can", () => {
    const heads = [78, 60, 54].map((columns) => jobsTable(jobs, NOW, columns, plain)[0]?.split(/ +/).join(" "));
    expect(heads).toEqual(["status age recording job", "status age recording job", "status recording job"]);
    for (const columns of [78, 60, 54]) {
      for (const line of jobsTable(jobs, NOW, columns, plain).slice(1)) expect(line).toMatch(/ job_\w{26}$/);
    }
  });

  it("says where an open job stands, and has no line for no jobs", () => {
    const [, line] = jobsTable([job({ status: "open", stage: "wait" })], NOW, 200, plain);
    expect(line).toMatch(/^open .* wait /);
    expect(jobsTable([], NOW, 80, plain)).toEqual([]);
  });
});
