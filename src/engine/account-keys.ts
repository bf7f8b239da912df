import type { AccountDescription } from "../domain/account.ts";
import type { Access, NoAccess } from "../domain/provider.ts";
import type { Clock } from "../domain/runtime.ts";
import type { JobStore } from "../domain/store.ts";
import { KeyRing } from "./key-ring.ts";

/** What holds an account that has no key. */
const NO_KEY = "tenuto/no-key";

/** How often the key of a held account is looked at, ms: nothing of it is claimed, so nobody else would see a new one. */
const LOOK_EVERY_MS = 2_000;

/** An account as it is described, but for its key. */
export type KeylessAccount = Omit<AccountDescription, "keyPrint">;

export interface AccountKeysParts {
  readonly store: JobStore;
  readonly clock: Clock;
  /** Those of the jobs to come. */
  readonly accounts: readonly KeylessAccount[];
  /** What gives an account its key at each use; null where there is none. It may throw. */
  readonly keyOf: (account: KeylessAccount) => ((asked: { readonly refused: boolean }) => Promise<string>) | null;
  /** Slots that somebody gave to an account; null leaves it at what it has. */
  readonly slotsOf: (account: string) => number | null;
}

/**
 * The keys of the accounts that a process works for. They are asked for whenever they are needed and never kept: of each
 * the store is told a print, so that a key that was replaced while an account was held for the old one ends the hold.
 */
export class AccountKeys {
  readonly #parts: AccountKeysParts;
  readonly #accounts = new Map<string, Promise<KeylessAccount | null>>();
  readonly #rings = new Map<string, KeyRing>();
  /** The print that the store was told last. */
  readonly #told = new Map<string, string | null>();

  constructor(parts: AccountKeysParts) {
    this.#parts = parts;
  }

  /**
   * Makes the accounts of the jobs to come known to the store. One that an earlier process left held by the provider's
   * word is tried anew: whoever starts again may have mended what held it. Throws `StoreError`.
   */
  async begin(): Promise<void> {
    const { store, accounts } = this.#parts;
    for (const account of accounts) {
      this.#accounts.set(account.name, Promise.resolve(account));
      const key = await this.#ringOf(account)
        ?.key()
        .catch(() => null);
      await this.#tell(account, key == null ? null : KeyRing.print(account.name, key));
      await store.tryAccount(account.name);
    }
  }

  /** Where an account is and its key at this moment, or why there is none. Throws `StoreError`. */
  readonly access = async (name: string): Promise<Access | NoAccess> => {
    const account = await this.#account(name);
    if (account === null) return { why: `there is no account ${name} in this store` };
    const { baseUrl } = account;
    if (baseUrl === "") return { baseUrl, key: "" };
    const ring = this.#ringOf(account);
    if (ring === null) return { why: `there is no key for the account ${name}` };
    let key: string;
    try {
      key = await ring.key();
    } catch (error) {
      return { why: `the key of the account ${name} cannot be had: ${ring.told(error)}` };
    }
    const print = KeyRing.print(name, key);
    if (this.#told.get(name) !== print) await this.#tell(account, print);
    return { baseUrl, key };
  };

  /** Has an account's key asked for anew at its next use: the provider refused the one that there is. */
  readonly renew = async (name: string): Promise<void> => {
    const account = await this.#account(name);
    if (account !== null) this.#ringOf(account)?.renew();
  };

  /** Looks for another key of accounts that are held, until `stop`. Never rejects: a broken store ends the worker itself. */
  async watch(stop: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    try {
      for (;;) {
        await clock.sleep(LOOK_EVERY_MS, stop);
        for (const name of this.#rings.keys()) await this.#look(name).catch(() => undefined);
      }
    } catch {
      // Stopped.
    }
  }

  async #look(name: string): Promise<void> {
    const { store, clock } = this.#parts;
    const row = await store.account(name);
    if (row?.heldBy == null || (row.holdUntil ?? 0) <= clock.now()) return;
    const access = await this.access(name);
    // The same key as before ends no hold; but here it was the key that was missing.
    if (row.heldBy === NO_KEY && "key" in access) await store.releaseAccount(name, "its key is here again");
  }

  /** A process that has another idea of an account's slots than the store goes by its own. */
  async #tell(account: KeylessAccount, keyPrint: string | null): Promise<void> {
    await this.#parts.store.describeAccount({ ...account, keyPrint });
    this.#told.set(account.name, keyPrint);
  }

  #account(name: string): Promise<KeylessAccount | null> {
    let account = this.#accounts.get(name);
    if (account === undefined) {
      account = this.#stored(name);
      this.#accounts.set(name, account);
      account.catch(() => this.#accounts.delete(name));
    }
    return account;
  }

  async #stored(name: string): Promise<KeylessAccount | null> {
    const row = await this.#parts.store.account(name);
    if (row === null) return null;
    const { provider, baseUrl, cap } = row;
    return { name, provider, baseUrl, cap: this.#parts.slotsOf(name) ?? cap };
  }

  #ringOf(account: KeylessAccount): KeyRing | null {
    const known = this.#rings.get(account.name);
    if (known !== undefined) return known;
    const read = this.#parts.keyOf(account);
    if (read === null) return null;
    const ring = new KeyRing(read, this.#parts.clock);
    this.#rings.set(account.name, ring);
    return ring;
  }
}
