import { SettingsError } from "../domain/errors.ts";
import { printable } from "./printable.ts";

const UNITS: Readonly<Record<string, number>> = { s: 1_000, min: 60_000, h: 3_600_000 };

/** What audio costs, in whatever currency the price was given in. */
export interface Price {
  readonly amount: number;
  readonly perMs: number;
  /** As it was given, such as `0.27/h`. */
  readonly text: string;
}

/** `0.27/h`, `0.0045/min` or `0.27USD/h`. Prices change and differ by contract, so there is no default. */
export function readPrice(text: string): Price {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)(?:\s*[a-z]{3}\s*)?\/(h|min|s)$/i.exec(text.trim()) ?? [];
  const perMs = UNITS[unit];
  if (amount !== undefined && perMs !== undefined) return { amount: Number(amount), perMs, text: text.trim() };
  throw new SettingsError(
    "settings/price",
    `--price is ${JSON.stringify(printable(text))}.`,
    "Give an amount by hour, minute or second of audio, such as 0.27/h or 0.0045/min.",
  );
}

/** A price whose currency is known: its three letters. */
export interface PriceIn extends Price {
  readonly currency: string;
}

/** `0.27USD/h` or `0.27 EUR/min`. One without a currency is refused: what was spent would be a number of nobody knows what. */
export function readPriceIn(text: string): PriceIn {
  const [, amount, currency, unit] = /^(\d+(?:\.\d+)?)\s*([a-z]{3})\s*\/\s*(h|min|s)$/i.exec(text.trim()) ?? [];
  const perMs = UNITS[unit?.toLowerCase() ?? ""];
  if (amount !== undefined && currency !== undefined && perMs !== undefined) {
    const letters = currency.toUpperCase();
    return { amount: Number(amount), perMs, currency: letters, text: `${amount} ${letters}/${unit?.toLowerCase()}` };
  }
  const lacks = /^\d+(?:\.\d+)?\s*(?:\/\s*(?:h|min|s))?$/i.test(text.trim()) ? ", without a currency" : "";
  throw new SettingsError(
    "settings/price",
    `--price is ${JSON.stringify(printable(text))}${lacks}.`,
    "Give an amount, the currency's three letters, and an hour, minute or second of audio, such as 0.27USD/h.",
  );
}

/** In the currency of the price. */
export function costOf({ amount, perMs }: Price, audioMs: number): number {
  return (amount * audioMs) / perMs;
}

/** Two places for amounts that people pay, and the first two that are not 0 for smaller ones. */
export function money(amount: number): string {
  return amount === 0 || amount >= 0.1 ? amount.toFixed(2) : Number(amount.toPrecision(2)).toString();
}
