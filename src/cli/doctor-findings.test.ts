import { describe, expect, it } from "vitest";
import { nodeFinding, roomFinding } from "./doctor-findings.ts";

describe("what the doctor finds", () => {
  it.each([
    ["20.19.0", "ok"],
    ["24.0.0", "ok"],
    ["20.18.9", "bad"],
    ["18.20.0", "bad"],
  ])("calls Node %s %s", (version, level) => {
    expect(nodeFinding(version)).toMatchObject({ level, says: version });
  });

  it.each([
    [2_000_000_000, "ok"],
    [999_999_999, "warn"],
    [49_999_999, "bad"],
  ])("calls %i free bytes %s, and says what to do unless that is ok", (free, level) => {
    const { remedy, ...finding } = roomFinding(free);
    expect(finding.level).toBe(level);
    expect(remedy === null).toBe(level === "ok");
  });
});
