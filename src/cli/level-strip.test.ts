import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AudioLevels } from "../domain/audio-report.ts";
import { levelStrip } from "./level-strip.ts";
import { paletteFor } from "./palette.ts";
import { widthOf } from "./printable.ts";

const plain = paletteFor(false);

function levelsOf(strip: readonly number[], clippedParts: readonly number[] = []): AudioLevels {
  const silent = { p10: -127, p50: -127, p95: -127, p99: -127, peak: -127, clipped: 0, sounding: 0, dcOffset: 0 };
  return { ...silent, strip, clippedParts, pauses: [] };
}

/** The drawing without its labels: one text a row. */
function rowsOf(strip: readonly number[], columns: number, clippedParts: readonly number[] = []): string[] {
  const lines = levelStrip(levelsOf(strip, clippedParts), 10_000, columns, plain);
  return lines.flatMap((line) => /▏(.*)▕/.exec(line)?.[1] ?? []);
}

describe("the level strip", () => {
  it("draws sound solid and silence shaded, so that no colour is needed", () => {
    // Ten cells, one for each part.
    expect(rowsOf([0, -10, -20, -30, -40, -49, -51, -65, -75, -127], 20)).toEqual([
      "█▄        ",
      "███▄      ",
      "█████▄    ",
      "██████░░··",
    ]);
  });

  it("marks where the wave is cut flat in a row of its own, and only there", () => {
    expect(rowsOf([-3, -3, -3, -3, -3, -3, -3, -3, -3, -3], 20, [2, 9])[0]).toBe("  ✗      ✗");
    expect(rowsOf([-3, -3], 20)).toHaveLength(4);
    const lines = levelStrip(levelsOf([-3, -3], [1]), 10_000, 60, plain);
    expect(lines.at(-1)).toContain("✗ cut flat");
  });

  it("keeps the loudest of several parts in one cell, so that a word in a long silence is seen", () => {
    const strip = Array.from({ length: 120 }, (_, part) => (part === 77 ? -12 : -127));
    const rows = rowsOf(strip, 40);
    expect(rows[3]?.replaceAll("·", "").length).toBe(1);
    expect(rows[1]).toContain("█");
  });

  it("has a time axis under it, and the end of the recording at its right edge", () => {
    const lines = levelStrip(levelsOf([-20, -20]), 68_000, 80, plain);
    expect(lines.find((line) => line.includes("1 min 08 s"))).toMatch(/^ {9}0 +34 s +1 min 08 s$/);
    expect(levelStrip(levelsOf([-20, -20]), null, 80, plain)).toHaveLength(lines.length - 1);
    expect(levelStrip(levelsOf([]), 1_000, 80, plain)).toEqual([]);
  });

  it("never goes over the edge, whatever the levels and the terminal, and colour changes no sign", () => {
    const level = fc.double({ min: -127, max: 6, noNaN: true });
    const parts = fc.array(fc.integer({ min: 0, max: 119 }), { maxLength: 5 });
    fc.assert(
      fc.property(
        fc.array(level, { minLength: 1, maxLength: 120 }),
        parts,
        fc.integer({ min: 1, max: 200 }),
        (strip, at, columns) => {
          const levels = levelsOf(strip, at);
          const lines = levelStrip(levels, 3_600_000, columns, plain);
          for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(Math.max(20, columns));
          const colored = levelStrip(levels, 3_600_000, columns, paletteFor(true));
          expect(colored.map(stripVTControlCharacters)).toEqual(lines);
        },
      ),
    );
  });
});
