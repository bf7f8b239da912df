import type { AccountPolicy } from "../domain/account-policy.ts";
import type { Dice } from "../domain/runtime.ts";
import { grown } from "./backoff.ts";

/** Share by which a hold may be longer by chance: accounts held for the same reason do not come back as one. */
const SPREAD = 0.1;

/**
 * Milliseconds that the `nth` hold in a row lasts, counted from 1; a whole number. Doubled each time up to the policy's
 * longest, then up to a tenth more by dice: never less, since the provider has said that earlier is of no use.
 */
export function holdMs({ firstMs, maxMs }: AccountPolicy["hold"], nth: number, dice: Dice): number {
  return Math.round(grown(firstMs, 2, Math.max(0, nth - 1), maxMs) * (1 + SPREAD * dice.next()));
}
