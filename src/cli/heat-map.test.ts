import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HourFigures } from "../engine/figures.ts";
import { heatMap } from "./heat-map.ts";
import { paletteFor } from "./palette.ts";
import { widthOf } from "./printable.ts";

const HOUR_MS = 3_600_000;
const START = new Date(2026, 10, 20, 8).getTime();
const plain = paletteFor(false);
const OPEN = { since: null, until: null };

const at = (hour: number, faults: HourFigures["faults"]): HourFigures => ({ hour: START + hour * HOUR_MS, faults });

describe("the map of faults", () => {
  it("has a row for each stage that had any, the darker the more, and says what each shade means", () => {
    const hours = [at(0, { upload: 1 }), at(1, { upload: 100, wait: 2 }), at(3, { wait: 9 })];
    expect(heatMap(hours, OPEN, 60, plain)).toEqual([
      "upload  ▏░░░░████········▕ 101",
      "wait    ▏····░░░░····▒▒▒▒▕  11",
      "         2026-11-20 08:00",
      "         · none  ░ 1-3  ▒ 4-10  ▓ 11-32  █ 33-100",
      "         a column is 1 hour",
    ]);
  });

  it("begins and ends where it was asked to", () => {
    const stretch = { since: START - 2 * HOUR_MS, until: START + 4 * HOUR_MS };
    const [row] = heatMap([at(0, { submit: 1 })], stretch, 60, plain);
    expect(row).toBe("submit  ▏········░░░░············▕ 1");
  });

  it("puts several hours into a column where there are more of them than columns", () => {
    const hours = Array.from({ length: 24 * 30 }, (_, hour) => at(hour, { wait: 1 }));
    expect(heatMap(hours, OPEN, 80, plain).join("\n")).toContain("a column is 12 hours");
    expect(heatMap(hours, OPEN, 200, plain).join("\n")).toContain("a column is 4 hours");
  });

  it("draws nothing of nothing", () => {
    expect(heatMap([], OPEN, 80, plain)).toEqual([]);
  });

  it("loses no fault, stays within its columns, and reads the same without colour", () => {
    const stages = fc.record(
      { upload: fc.integer({ min: 1, max: 5_000 }), wait: fc.integer({ min: 1, max: 5_000 }) },
      { requiredKeys: ["wait"] },
    );
    const hours = fc
      .uniqueArray(fc.record({ hour: fc.integer({ min: 0, max: 20_000 }), faults: stages }), {
        minLength: 1,
        maxLength: 40,
        selector: ({ hour }) => hour,
      })
      .map((list) =>
        list
          .toSorted((one, other) => one.hour - other.hour)
          .map(({ hour, faults }) => at(hour, faults as { wait: number })),
      );
    fc.assert(
      fc.property(hours, fc.integer({ min: 40, max: 220 }), (list, columns) => {
        const lines = heatMap(list, OPEN, columns, plain);
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
        expect(heatMap(list, OPEN, columns, paletteFor(true)).map(stripVTControlCharacters)).toEqual(lines);
        const waits = list.reduce((sum, { faults }) => sum + (faults.wait ?? 0), 0);
        const row = lines.find((line) => line.startsWith("wait"));
        expect(row).toMatch(new RegExp(`[░▒▓█].*▕ +${waits}$`));
      }),
    );
  });
});
