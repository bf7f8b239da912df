import type { FaultClass } from "./fault.ts";

/** One link of a chain: a provider, and the account at it. */
export interface Link {
  readonly provider: string;
  readonly account: string;
}

/** Why a link was left for the next one. */
export interface LeftLink extends Link {
  /** The fault's code. */
  readonly code: string;
  /** What happened there, for people. */
  readonly message: string;
  readonly class: FaultClass;
  /** Wall time, ms. */
  readonly at: number;
}

/** How a transcript came about: who answered, and who was asked before. */
export interface Route {
  readonly answered: Link;
  /** In the order in which they were tried. */
  readonly left: readonly LeftLink[];
  /** Options that were asked for and that the one who answered does not have. */
  readonly lost: readonly LosableOption[];
}

/** Options of a request that a provider may not have. */
export const LOSABLE_OPTIONS = ["speakers", "channels", "provider-options"] as const;
export type LosableOption = (typeof LOSABLE_OPTIONS)[number];

/** A link for people: its provider, the place where that is not the usual one, and the name that somebody gave its account. */
export function linkName({ provider, account }: Link): string {
  return account === provider || account.startsWith(`${provider}@`) ? account : `${provider} (${account})`;
}
