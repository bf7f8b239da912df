import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { type InspectionRow, inspectionTable } from "./inspection-table.ts";
import { paletteFor } from "./palette.ts";
import { widthOf } from "./printable.ts";

const rows: readonly InspectionRow[] = [
  {
    name: "calls/monday/a-customer-with-a-long-name-4711.mp3",
    verdict: "warn",
    codes: ["dual-near-identical", "low-sample-rate"],
    length: "1 min 08 s",
    size: "1.1 MB",
    format: "mp3, 44.1 kHz, 2 channels",
    sent: "flac, 1 channel",
  },
  { name: "漢字.wav", verdict: "reject", codes: ["silent"], length: "", size: "0 B", format: "", sent: "not taken" },
];

describe("the table of inspections", () => {
  it("gives up the size, the format, the length and what is sent before the name and what was found", () => {
    const heads = [200, 140, 110, 100, 80, 60].map((columns) =>
      inspectionTable(rows, "elsa", columns, paletteFor(false))[0]?.split(/ {2,}/),
    );
    expect(heads).toEqual([
      ["verdict", "length", "size", "format", "recording", "for elsa", "found"],
      ["verdict", "length", "format", "recording", "for elsa", "found"],
      ["verdict", "length", "recording", "for elsa", "found"],
      ["verdict", "recording", "for elsa", "found"],
      ["verdict", "recording", "found"],
      ["verdict", "recording", "found"],
    ]);
  });

  it.each([200, 100, 60, 40, 20, 1])("keeps within %i columns, in colour as without", (columns) => {
    const lines = inspectionTable(rows, null, columns, paletteFor(false));
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
    const colored = inspectionTable(rows, null, columns, paletteFor(true));
    expect(colored.map((line) => stripVTControlCharacters(line).trimEnd())).toEqual(lines);
  });

  it("is nothing at all for no recordings", () => {
    expect(inspectionTable([], null, 80, paletteFor(false))).toEqual([]);
  });
});
