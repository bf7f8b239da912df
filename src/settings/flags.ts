import type { AccountOptions } from "./accounts.ts";
import type { KeyFunction } from "./key.ts";
import type { OwnPatience } from "./patience.ts";

/** What somebody typed. An absent value falls to the environment, then to the default. */
export interface Flags {
  readonly provider?: string | undefined;
  /** A described account; null chooses none, whatever the environment says. */
  readonly account?: string | null | undefined;
  /** What a program says of accounts, by their names. */
  readonly accounts?: Readonly<Record<string, AccountOptions>> | undefined;
  /** The chosen provider's credential, in place of its variable. A library takes it; a command line would show it. */
  readonly apiKey?: string | KeyFunction | undefined;
  /** Providers and accounts with commas, the first in place of `provider` and `account`. */
  readonly chain?: string | undefined;
  /** Names of providers that a program brings itself. */
  readonly ownProviders?: readonly string[] | undefined;
  /** A region that no link of the chain may be outside of. */
  readonly fence?: string | undefined;
  /** Options that links may lack, with commas, or `all`. */
  readonly mayLose?: string | undefined;
  readonly region?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly preset?: string | undefined;
  /** A file of figures of somebody's own, for jobs and accounts. */
  readonly policy?: string | undefined;
  /** The same as a program gives it. */
  readonly ownPatience?: OwnPatience | undefined;
  /** Durations such as `500ms`, `3s`, `1h30m`. */
  readonly pollFloor?: string | undefined;
  readonly deadline?: string | undefined;
  /** `off`, `check` or `mend`: what is done about recordings before they are sent. */
  readonly prepare?: string | undefined;
  /** Tries at each stage before the provider has it, and runs there. */
  readonly maxAttempts?: string | number | undefined;
  /** A file; null keeps the jobs in memory. */
  readonly store?: string | null | undefined;
  /** A file of own entries for the catalogue of faults. */
  readonly catalogue?: string | undefined;
  readonly concurrency?: string | number | undefined;
  /** Requests in five minutes, of all jobs of an account together. */
  readonly requestsPer5Min?: string | number | undefined;
  /** `enforce`, `observe` or `off`. */
  readonly breaker?: string | undefined;
  /** The tag whose values share an account's slots fairly. */
  readonly fairBy?: string | undefined;
  readonly olderThan?: string | undefined;
  readonly keepFailed?: boolean | undefined;
}
