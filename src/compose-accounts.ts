import { SettingsError } from "./domain/errors.ts";
import type { Provider } from "./domain/provider.ts";
import type { Clock } from "./domain/runtime.ts";
import type { JobStore } from "./domain/store.ts";
import { AccountKeys, type KeylessAccount } from "./engine/account-keys.ts";
import { ASSEMBLYAI_BASE_URLS, assemblyai } from "./providers/assemblyai/client.ts";
import { DEEPGRAM_BASE_URLS, deepgramProvider } from "./providers/deepgram/client.ts";
import { ELSA_BASE_URL, elsaProvider } from "./providers/elsa/client.ts";
import { OPENAI_BASE_URL, openai } from "./providers/openai/client.ts";
import { keyReader } from "./settings/key.ts";
import { PROVIDERS } from "./settings/providers.ts";
import { type ChainLink, keyFor, needsKey, type Region, type Settings } from "./settings.ts";

/** Room for turns that hold no slot of the account: deliveries, and jobs that find out that they are over. */
const SPARE_TURNS = 32;

/** A provider on this machine is as slow as its processor; its jobs share one, beside what else runs. */
const LOCAL_JOBS = 2;

/** Where providers are; one of this machine is nowhere. ELSA has one host, which finds the nearest region by itself. */
const BASE_URLS: Readonly<Record<string, Readonly<Record<Region, string>>>> = {
  [assemblyai.name]: ASSEMBLYAI_BASE_URLS,
  [deepgramProvider.name]: DEEPGRAM_BASE_URLS,
  [elsaProvider.name]: { us: ELSA_BASE_URL, eu: ELSA_BASE_URL },
  [openai.name]: { us: OPENAI_BASE_URL, eu: OPENAI_BASE_URL },
};

/**
 * The account of the jobs to come: the one that was chosen, else one named for the provider and, off its usual address,
 * for where it is: an upload is known only where it was made.
 */
export function accountOf(settings: Settings, link: ChainLink = settings): KeylessAccount {
  const baseUrl = addressOf(link);
  const place = link.baseUrl === null ? (link.region === "us" ? "" : `@${link.region}`) : `@${baseUrl}`;
  const slots = settings.accounts[link.account ?? ""]?.slots ?? settings.concurrency;
  return {
    // A program of this machine is nowhere else in another region.
    name: link.account ?? (baseUrl === "" ? link.provider : `${link.provider}${place}`),
    provider: link.provider,
    baseUrl,
    cap: isHere(link) ? Math.min(slots, LOCAL_JOBS) : slots,
  };
}

/**
 * Every link must be within the fence: at a provider that promises to keep what it is sent in that region, at an address
 * of somebody's own that they say is there, or on this machine.
 *
 * @throws SettingsError `settings/fence` that names the link
 */
export function requireFence({ fence, ...first }: Settings, providers: ReadonlyMap<string, Provider>): void {
  if (fence === null) return;
  for (const link of [first, ...first.others]) {
    const { provider: name, account, region, baseUrl } = link;
    if (isHere(link)) continue;
    const promises = baseUrl !== null || providers.get(name)?.facts.regions?.includes(fence) === true;
    if (region === fence && promises) continue;
    const what = account ?? name;
    throw new SettingsError(
      "settings/fence",
      promises
        ? `${what} is in region ${region}, and the fence is ${fence}.`
        : `${what} does not promise to stay in ${fence}.`,
      promises
        ? `Choose region ${fence}, or describe an account of it that is there.`
        : `Take ${what} out, or describe an account with a base-url that you know to be there.`,
    );
  }
}

/** Known, and nowhere: a program of this machine. Providers that somebody brings have no address here, and may be anywhere. */
function isHere(link: Pick<ChainLink, "provider" | "region" | "baseUrl">): boolean {
  return addressOf(link) === "" && Object.hasOwn(PROVIDERS, link.provider);
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
export function keysOf(
  store: JobStore,
  clock: Clock,
  accounts: readonly [KeylessAccount, ...KeylessAccount[]],
  settings: Settings,
): AccountKeys {
  return new AccountKeys({
    store,
    clock,
    accounts,
    keyOf: (one) => {
      const trouble = placeTrouble(one, settings);
      if (trouble !== null) return () => Promise.reject(trouble);
      const key = keyFor(settings, one.name, one.provider);
      if (key !== null) return keyReader(key);
      return needsKey(settings, one.name, one.provider) ? null : async () => "";
    },
    slotsOf: (name) => settings.accounts[name]?.slots ?? null,
  });
}

/** Jobs in hand at once: all that the accounts have slots for, since a store may hold jobs of each. */
export function turnsOf(settings: Settings): number {
  const named = Object.values(settings.accounts).reduce((sum, { slots }) => sum + slots, 0);
  const usual = [settings, ...settings.others].filter(({ account }) => account === null);
  return usual.reduce((sum, link) => sum + accountOf(settings, link).cap, 0) + named + SPARE_TURNS;
}
