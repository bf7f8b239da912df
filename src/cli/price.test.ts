import { describe, expect, it } from "vitest";
import { costOf, money, readPrice } from "./price.ts";

describe("a price", () => {
  it.each([
    ["0.27/h", 3_600_000, "0.27"],
    ["0.0045/min", 3_600_000, "0.27"],
    ["1/s", 1_500, "1.50"],
    ["0.27/h", 60_000, "0.0045"],
    ["0.27/h", 0, "0.00"],
  ])("of %s makes %i ms cost %s", (text, ms, cost) => expect(money(costOf(readPrice(text), ms))).toBe(cost));

  it.each(["", "0.27", "$0.27/h", "-1/h", "1/day", "1e3/h", "/h"])("is refused: %j", (text) => {
    expect(() => readPrice(text)).toThrow(expect.objectContaining({ code: "settings/price" }));
  });
});
