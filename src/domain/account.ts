/**
 * A named credential at a provider and region. It survives the rotation of its key, which is never stored. While it is
 * held nothing of it is claimed except to be delivered; when the time of a hold by the provider's word is over it is on
 * trial: one job at a time, until one goes well.
 */
export interface AccountRow {
  readonly name: string;
  readonly provider: string;
  readonly baseUrl: string;
  /** Slots: jobs that may be between upload and the provider's end at once. */
  readonly cap: number;
  /** Slots that proved to be good since the provider pushed back, at most `cap`; null for all of them. */
  readonly learned: number | null;
  /** Wall time since which it is held, or was before its trial, ms; null where it is not, or nobody knows. */
  readonly heldAt: number | null;
  /** Wall time before which nothing of it is claimed, ms; `Number.MAX_SAFE_INTEGER` until somebody acts. */
  readonly holdUntil: number | null;
  /** Why it is held, or was before its trial. */
  readonly reason: string | null;
  /** The code of the fault that it is held by; null where a person held it, and where it is not held. */
  readonly heldBy: string | null;
  /** Holds in a row by the provider's word, without a success between them: each is longer than the one before. */
  readonly holds: number;
  /** A few characters made of the key it was last used with: another key ends a hold. Null where there is none. */
  readonly keyPrint: string | null;
}

/** What is told of an account when a process begins to use it. */
export type AccountDescription = Pick<AccountRow, "name" | "provider" | "baseUrl" | "cap" | "keyPrint">;

/** Why an account is held, and until when. */
export interface AccountHold {
  /** Wall time, ms. */
  readonly holdUntil: number;
  readonly reason: string;
  /** The fault's code; null where a person holds it. */
  readonly heldBy: string | null;
}
