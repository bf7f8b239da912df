import type { AccountDescription, AccountHold, AccountRow } from "../domain/account.ts";

/** What an account allows at a moment. */
export interface Allowance {
  /** Jobs that may hold a slot. */
  readonly slots: number;
  /** Wall time before which nothing of it is claimed, ms. */
  readonly holdUntil: number;
  /** Its hold is over and nothing went well yet: one job in hand at a time. */
  readonly onTrial: boolean;
}

/** One that was never described has no limit. */
export function allowanceOf(row: AccountRow | null, now: number): Allowance {
  if (row === null) return { slots: Number.POSITIVE_INFINITY, holdUntil: Number.NEGATIVE_INFINITY, onTrial: false };
  const { cap, learned, holdUntil } = row;
  return {
    slots: Math.min(cap, learned ?? cap),
    holdUntil: holdUntil ?? Number.NEGATIVE_INFINITY,
    onTrial: holdUntil !== null && holdUntil <= now && learned === 1,
  };
}

/** Why parked jobs go on when an account comes with another key. */
export const NEW_KEY = "the account has another key";

/**
 * The row after a description, and whether the key is another one. A missing key leaves the former one's mark. What a
 * person holds has nothing to do with keys, and stays held.
 */
export function described(
  row: AccountRow | null,
  description: AccountDescription,
): { readonly row: AccountRow; readonly hasNewKey: boolean } {
  const { name, provider, baseUrl, cap, keyPrint } = description;
  const told = { name, provider, baseUrl, cap };
  if (row === null) return { row: { ...FREE, ...told, keyPrint }, hasNewKey: false };
  const hasNewKey = keyPrint !== null && keyPrint !== row.keyPrint;
  if (!hasNewKey) return { row: { ...row, ...told }, hasNewKey };
  const isPersons = row.holdUntil !== null && row.heldBy === null;
  return { row: { ...row, ...told, ...(isPersons ? {} : FREE), keyPrint }, hasNewKey };
}

/**
 * Jobs under way are struck by the same trouble together: of two holds at once the longer stays, and they count once. What
 * a person holds says nothing about the account: it counts for none and needs no trial.
 */
export function held(row: AccountRow, hold: AccountHold, now: number): AccountRow {
  const isHeld = row.holdUntil !== null && row.holdUntil > now;
  const { holdUntil, reason, heldBy } = hold;
  const isProviders = heldBy !== null;
  const learned = isProviders ? 1 : row.learned;
  if (isHeld && (row.holdUntil ?? 0) >= holdUntil) return { ...row, learned };
  const isFirst = isProviders && !(isHeld && row.heldBy !== null);
  const heldAt = isHeld ? row.heldAt : now;
  return { ...row, heldAt, holdUntil, reason, heldBy, holds: row.holds + (isFirst ? 1 : 0), learned };
}

/** What a provider's word holds may be tried now; what a person holds stays held. */
export function tried(row: AccountRow, now: number): AccountRow {
  const waits = row.heldBy !== null && row.holdUntil !== null && row.holdUntil > now;
  return waits ? { ...row, holdUntil: now } : row;
}

export function released(row: AccountRow): AccountRow {
  return { ...row, ...FREE };
}

/** One that nothing holds and that has all of its slots. */
const FREE = { learned: null, heldAt: null, holdUntil: null, reason: null, heldBy: null, holds: 0 } as const;
