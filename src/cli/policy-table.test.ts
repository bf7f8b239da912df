import { describe, expect, it } from "vitest";
import { type Outcome, outcomeTable } from "./policy-table.ts";
import { widthOf } from "./printable.ts";

const OUTCOME: Outcome = {
  scenario: "balance-1h",
  policy: "current",
  jobs: 1_000,
  finished: 1_000,
  failed: 0,
  held: 0,
  billed: 1_000,
  billedTwice: 0,
  requests: 4_321,
  timeMs: 6_553_000,
  ends: {},
};

describe("the table of policies", () => {
  it("is whole where nothing limits it", () => {
    const [head, row] = outcomeTable([OUTCOME], Number.POSITIVE_INFINITY, false);
    expect(head).toBe("scenario    policy   done       failed  held  billed  twice  requests  time");
    expect(row).toMatch(/^balance-1h +current +1000\/1000 +0 +0 +1000 +0 +4321 +1 h 49 min/);
  });

  it("leaves columns out where there is no room, and what was finished, paid and how long it took last", () => {
    const heads = (columns: number) => outcomeTable([OUTCOME], columns, false)[0]?.split(/\s+/);
    expect(heads(75)).not.toContain("requests");
    expect(heads(52)).toEqual(["scenario", "policy", "done", "billed", "time"]);
    expect(heads(30)).toEqual(["scenario", "policy", "done"]);
  });

  it.each([1, 10, 40, 60, 79, 80, 200])("is never wider than %i columns", (columns) => {
    for (const line of outcomeTable([OUTCOME], columns, false)) expect(widthOf(line)).toBeLessThanOrEqual(columns);
  });
});
