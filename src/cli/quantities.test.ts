import { describe, expect, it } from "vitest";
import { bytes, duration, offset } from "./quantities.ts";

describe("quantities", () => {
  it.each([
    [0, "0 ms"],
    [999, "999 ms"],
    [1_400, "1.4 s"],
    [9_960, "10 s"],
    [59_700, "1 min 00 s"],
    [200_000, "3 min 20 s"],
    [3_599_800, "1 h 00 min"],
    [7_500_000, "2 h 05 min"],
    [86_400_000 * 1.5, "1 d 12 h"],
  ])("writes %d ms as %s", (ms, text) => expect(duration(ms)).toBe(text));

  it.each([
    [12, "+0.012 s"],
    [12_400, "+12.4 s"],
    [200_000, "+03:20"],
    [7_510_000, "+2:05:10"],
    [-500, "-0.500 s"],
  ])("writes an offset of %d ms as %s", (ms, text) => expect(offset(ms)).toBe(text));

  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1_000, "1.0 kB"],
    [48_400, "48 kB"],
    [999_600, "1.0 MB"],
    [2_000_000_000, "2.0 GB"],
  ])("writes %d bytes as %s", (count, text) => expect(bytes(count)).toBe(text));
});
