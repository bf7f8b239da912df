import { SettingsError } from "./domain/errors.ts";
import type { Provider } from "./domain/provider.ts";
import type { Clock } from "./domain/runtime.ts";
import type { JobStore } from "./domain/store.ts";
import { AccountKeys, type KeylessAccount } from "./engine/account-keys.ts";
import { ASSEMBLYAI_BASE_URLS, assemblyai } from "./providers/assemblyai/client.ts";
import { ELSA_BASE_URL, elsaProvider } from "./providers/elsa/client.ts";
import { keyReader } from "./settings/key.ts";
import { keyFor, type Region, type Settings } from "./settings.ts";

/** Room for turns that hold no slot of the account: deliveries, and jobs that find out that they are over. */
const SPARE_TURNS = 32;

/** A provider on this machine is as slow as its processor; its jobs share one, beside what else runs. */
const LOCAL_JOBS = 2;

/** Where providers are; one of this machine is nowhere. ELSA has one host, which finds the nearest region by itself. */
const BASE_URLS: Readonly<Record<string, Readonly<Record<Region, string>>>> = {
  [assemblyai.name]: ASSEMBLYAI_BASE_URLS,
  [elsaProvider.name]: { us: ELSA_BASE_URL, eu: ELSA_BASE_URL },
};

/**
 * The account of the jobs to come: the one that was chosen, else one named for the provider and, off its usual address,
 * for where it is: an upload is known only where it was made.
 */
export function accountOf(settings: Settings, provider: Provider): KeylessAccount {
  const baseUrl = addressOf(settings);
  const place = settings.baseUrl === null ? (settings.region === "us" ? "" : `@${settings.region}`) : `@${baseUrl}`;
  const slots = settings.accounts[settings.account ?? ""]?.slots ?? settings.concurrency;
  return {
    name: settings.account ?? `${provider.name}${place}`,
    provider: provider.name,
    baseUrl,
    cap: baseUrl === "" ? Math.min(slots, LOCAL_JOBS) : slots,
  };
}

/** The address of a described account, or of one that is named for its place. */
export function addressOf({ provider, region, baseUrl }: Pick<Settings, "provider" | "region" | "baseUrl">): string {
  return baseUrl ?? BASE_URLS[provider]?.[region] ?? "";
}

/** A name of somebody's own says nothing of a place: its jobs are looked for, and its key is sent, where they were made. */
export function placeTrouble({ name, provider, baseUrl }: KeylessAccount, settings: Settings): SettingsError | null {
  const described = settings.accounts[name];
  if (described === undefined) return null;
  const address = addressOf(described);
  if (described.provider === provider && address === baseUrl) return null;
  return new SettingsError(
    "settings/account-place",
    `Account ${name} is at ${baseUrl || provider} in this store, and at ${address || described.provider} in the settings.`,
    "Its jobs are there: describe the other place as an account of another name, or use another store.",
  );
}

/** The keys of all accounts: each its own, and none where the account has moved. */
export function keysOf(store: JobStore, clock: Clock, account: KeylessAccount, settings: Settings): AccountKeys {
  return new AccountKeys({
    store,
    clock,
    account,
    keyOf: (one) => {
      const trouble = placeTrouble(one, settings);
      if (trouble !== null) return () => Promise.reject(trouble);
      const key = keyFor(settings, one.name, one.provider);
      return key === null ? null : keyReader(key);
    },
    slotsOf: (name) => settings.accounts[name]?.slots ?? null,
  });
}

/** Jobs in hand at once: all that the accounts have slots for, since a store may hold jobs of each. */
export function turnsOf(settings: Settings): number {
  const named = Object.values(settings.accounts).reduce((sum, { slots }) => sum + slots, 0);
  return (settings.account === null ? settings.concurrency : 0) + named + SPARE_TURNS;
}
