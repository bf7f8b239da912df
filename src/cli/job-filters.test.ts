import { describe, expect, it } from "vitest";
import { readFilters } from "./job-filters.ts";

describe("readFilters", () => {
  it("takes a status in either word, each once", () => {
    expect(readFilters({ status: ["held,failed", "parked"] })).toEqual({ statuses: ["parked", "failed"] });
    expect(() => readFilters({ status: ["hopeful"] })).toThrow('--status is "hopeful".');
  });

  it("reads tags as they are read when they are given to jobs", () => {
    expect(readFilters({ tag: [" team =sales=1", "week=2"] })).toEqual({ tags: { team: "sales=1", week: "2" } });
    expect(() => readFilters({ tag: ["team=a", "team=b"] })).toThrow("--tag team is given twice.");
    expect(() => readFilters({ tag: ["team"] })).toThrow('--tag is "team".');
  });
});
