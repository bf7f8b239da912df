import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ActiveRow } from "./job-progress.ts";
import { paletteFor } from "./palette.ts";
import { printable, widthOf } from "./printable.ts";
import type { Frame } from "./progress.ts";
import { renderFrame } from "./render.ts";

const plain = paletteFor(false);

const frame: Frame = {
  all: 200,
  completed: 50,
  failed: 10,
  held: 20,
  sentBytes: 3_400_000,
  allBytes: 10_000_000,
  retries: 5,
  leftMs: 120_000,
  active: [],
};

function row(parts: Partial<ActiveRow>): ActiveRow {
  return { name: "call.wav", stage: "upload", attempt: 1, share: null, nextInMs: null, lastFault: null, ...parts };
}

describe("renderFrame", () => {
  it("draws one bar for the whole and tells what matters", () => {
    expect(renderFrame(frame, { columns: 120, rows: 24 }, plain)).toEqual([
      `${"█".repeat(9)}${"▒".repeat(3)}${"░".repeat(18)}  60/200 jobs  10 failed  20 held  2 min 00 s left  5 retries  3.4 MB of 10 MB sent`,
    ]);
  });

  it("drops the least important first where it is narrow", () => {
    expect(renderFrame(frame, { columns: 40, rows: 24 }, plain)).toEqual(["60/200 jobs  10 failed  20 held"]);
    expect(renderFrame(frame, { columns: 20, rows: 24 }, plain)).toEqual(["60/200  10 failed"]);
  });

  it("shows each active file with its stage, attempt, next try and last fault", () => {
    const active = [
      row({ name: "a.wav", attempt: 2, nextInMs: 3_200, lastFault: "http/503" }),
      row({ name: "b.wav", share: 0.345 }),
      row({ name: "c.wav", stage: "wait" }),
    ];
    const [, first, second, third] = renderFrame({ ...frame, active }, { columns: 80, rows: 24 }, plain);
    expect(first).toMatch(/^ {2}upload {2}a\.wav +attempt 2, next try in 4\.0 s, after http\/503$/);
    expect(second).toMatch(/^ {2}upload {2}b\.wav +34 %$/);
    expect(third).toBe("  wait    c.wav");
  });

  it("shows a long name as far as there is room, with or without a note", () => {
    const name = `${"recording-".repeat(7)}.wav`;
    const active = [row({ name, stage: "wait" }), row({ name, stage: "wait", attempt: 2 })];
    const wide = renderFrame({ ...frame, active }, { columns: 120, rows: 24 }, plain);
    expect(wide.slice(1)).toEqual([`  wait    ${name}`, `  wait    ${name}  attempt 2`]);
    const [, alone, noted] = renderFrame({ ...frame, active }, { columns: 80, rows: 24 }, plain);
    expect(alone?.length).toBe(79);
    expect(noted).toMatch(/^.{67}… {2}attempt 2$/);
  });

  it("counts the rows that the terminal has no room for", () => {
    const active = Array.from({ length: 30 }, (_, index) => row({ name: `${index}.wav` }));
    const lines = renderFrame({ ...frame, active }, { columns: 80, rows: 10 }, plain);
    expect(lines).toHaveLength(8);
    expect(lines.at(-1)).toBe("  and 24 more under way");
  });

  it("stays within the terminal, whatever the names, sizes and figures", () => {
    const count = fc.nat({ max: 1_000_000_000 });
    const anyRow = fc.record({
      name: fc.string({ unit: "grapheme", maxLength: 90 }).map(printable),
      stage: fc.constantFrom("upload" as const, "wait" as const),
      attempt: fc.integer({ min: 1, max: 99 }),
      share: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      nextInMs: fc.option(count),
      lastFault: fc.option(fc.constant("assemblyai/server-error")),
    });
    const anyFrame = fc
      .tuple(fc.nat(900), fc.nat(900), fc.nat(900), count, fc.option(count), fc.array(anyRow, { maxLength: 40 }))
      .map(([completed, failed, held, sentBytes, leftMs, active]) => {
        return { ...frame, all: completed + failed + held, completed, failed, held, sentBytes, leftMs, active };
      });
    const size = fc.record({ columns: fc.integer({ min: 2, max: 200 }), rows: fc.integer({ min: 1, max: 60 }) });
    fc.assert(
      fc.property(anyFrame, size, (any, { columns, rows }) => {
        const lines = renderFrame(any, { columns, rows }, paletteFor(true));
        expect(lines.length).toBeLessThanOrEqual(Math.max(1, rows - 1));
        for (const line of lines) expect(widthOf(line)).toBeLessThan(columns);
      }),
    );
  });
});
