import type { AccountPolicy } from "../domain/account-policy.ts";
import type { LosableOption } from "../domain/link.ts";
import type { Policy } from "../domain/policy.ts";
import type { AccountPresetName } from "../policy/account-policy.ts";
import type { Overrides } from "../policy/laid-over.ts";
import type { NamedAccount } from "./accounts.ts";
import type { ChainLink } from "./chain.ts";
import type { Key } from "./key.ts";
import type { Figures, OwnPatience } from "./patience.ts";
import type { Region } from "./providers.ts";

/** What `compose` needs to put a house together; every value has been checked. */
export interface Settings {
  readonly provider: string;
  /** Whether somebody named the provider, or it is the default. */
  readonly providerChosen: boolean;
  readonly region: Region;
  /** In place of the region's address, without a closing slash; null for the region's own. */
  readonly baseUrl: string | null;
  /** The name of the account that somebody chose; null for the one that is named for the provider and its place. */
  readonly account: string | null;
  /** Where jobs go on that the provider cannot do, in order. Empty for nowhere else. */
  readonly others: readonly ChainLink[];
  /** All links must be in this region, or on this machine; null for no such fence. */
  readonly fence: Region | null;
  /** Options that links may lack. */
  readonly mayLose: readonly LosableOption[];
  /** The accounts that somebody described, by their names; that of a job need not be the chosen one. */
  readonly accounts: Readonly<Record<string, NamedAccount>>;
  /** Laid over the policy of accounts: for the chosen one, or for those that nobody described. */
  readonly accountPolicy: Overrides<AccountPolicy>;
  /** What it is laid over. */
  readonly accountPreset: AccountPresetName;
  /** Usual credentials by provider; a provider without one is not listed. */
  readonly keys: Readonly<Record<string, Key>>;
  /** What is asked of jobs where somebody has no figures of their own; `patienceOf` knows those as well. */
  readonly policy: Policy;
  /** What was told of it, to be laid over somebody's own. */
  readonly figures: Figures;
  /** As a program gives it, or an absolute path: the file is read where it is needed. Null for none. */
  readonly ownPatience: OwnPatience | string | null;
  /** Absolute; null keeps the jobs in memory. */
  readonly storePath: string | null;
  /** Somebody's own entries for the catalogue of faults, absolute; null for none. The file is read where it is needed. */
  readonly cataloguePath: string | null;
  /** Jobs under way at once. */
  readonly concurrency: number;
  /** Where programs of this machine are looked for: the value of PATH. */
  readonly pathVariable: string;
  /** What `tenuto prune` leaves. */
  readonly retention: {
    /** Jobs that have been over for less than this, ms. */
    readonly olderThanMs: number;
    readonly keepFailed: boolean;
  };
}
