import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bar, percent } from "./shares.ts";

describe("a share", () => {
  it.each([
    [null, ""],
    [0, "0 %"],
    [1, "100 %"],
    [0.5, "50.0 %"],
    [0.99999, "99.9 %"],
    [0.00001, "0.1 %"],
  ])("of %s is written as %j", (share, text) => expect(percent(share)).toBe(text));

  it("is a bar that never goes over its room and never hides what there is", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 200 }), (share, columns) => {
        const drawn = bar(share, columns);
        expect(drawn.length).toBeLessThanOrEqual(columns);
        expect(drawn === "").toBe(share === 0);
      }),
    );
    expect(bar(1, 3)).toBe("███");
    expect(bar(0.5, 3)).toBe("█▌");
  });
});
