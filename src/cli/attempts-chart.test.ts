import { describe, expect, it } from "vitest";
import { attemptsChart } from "./attempts-chart.ts";
import { paletteFor } from "./palette.ts";
import { widthOf } from "./printable.ts";

const plain = paletteFor(false);

describe("the chart of attempts", () => {
  it("has a bar for each attempt up to the last, those at which nothing was done as well", () => {
    const attempts = [
      { attempt: 1, count: 90 },
      { attempt: 3, count: 10 },
    ];
    expect(attemptsChart(attempts, 40, plain)).toEqual([
      "  1  90  90.0 %  ███████████████████████",
      "  2   0     0 %",
      "  3  10  10.0 %  ██▌",
    ]);
  });

  it("puts what took long into one bar", () => {
    const attempts = [6, 7, 300].map((attempt) => ({ attempt, count: 1 }));
    const lines = attemptsChart(attempts, 60, plain);
    expect(lines).toHaveLength(6);
    expect(lines.at(-1)).toMatch(/^ {2}6 or later {2}3 {2}100 % {2}█+$/);
    expect(attemptsChart([{ attempt: 6, count: 1 }], 60, plain).at(-1)).toMatch(/^ {2}6 {2}1 /);
  });

  it.each([60, 100, 200])("stays within %i columns", (columns) => {
    for (const line of attemptsChart(
      [
        { attempt: 1, count: 123_456 },
        { attempt: 9, count: 7 },
      ],
      columns,
      plain,
    )) {
      expect(widthOf(line)).toBeLessThanOrEqual(columns);
    }
  });

  it("draws nothing of nothing", () => {
    expect(attemptsChart([], 80, plain)).toEqual([]);
  });
});
