import { describe, expect, it } from "vitest";
import { costOf, money, readPrice, readPriceIn } from "./price.ts";

describe("a price", () => {
  it.each([
    ["0.27/h", 3_600_000, "0.27"],
    ["0.0045/min", 3_600_000, "0.27"],
    ["1/s", 1_500, "1.50"],
    ["0.27/h", 60_000, "0.0045"],
    ["0.27/h", 0, "0.00"],
    ["0.27USD/h", 3_600_000, "0.27"],
  ])("of %s makes %i ms cost %s", (text, ms, cost) => expect(money(costOf(readPrice(text), ms))).toBe(cost));

  it.each(["", "0.27", "$0.27/h", "-1/h", "1/day", "1e3/h", "/h"])("is refused: %j", (text) => {
    expect(() => readPrice(text)).toThrow(expect.objectContaining({ code: "settings/price" }));
  });
});

describe("a price with its currency", () => {
  it.each([
    ["0.27USD/h", "0.27 USD/h", "USD"],
    ["0.27 eur/h", "0.27 EUR/h", "EUR"],
    ["1 CHF / min", "1 CHF/min", "CHF"],
  ])("is read from %s", (given, text, currency) => {
    expect(readPriceIn(given)).toMatchObject({ text, currency });
  });

  it.each(["0.27/h", "0.27", "1/min"])("is refused without one, naming the flag: %s", (text) => {
    expect(() => readPriceIn(text)).toThrow(
      expect.objectContaining({
        code: "settings/price",
        message: `--price is ${JSON.stringify(text)}, without a currency.`,
      }),
    );
  });

  it.each(["", "USD/h", "0.27USD", "0.27US/h", "0.27USD/day", "-1USD/h", "0.27$/h"])("is refused: %j", (text) => {
    expect(() => readPriceIn(text)).toThrow(
      expect.objectContaining({ code: "settings/price", message: `--price is ${JSON.stringify(text)}.` }),
    );
  });
});
