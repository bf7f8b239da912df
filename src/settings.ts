import { PREPARE_MODES } from "./domain/repair.ts";
import { PRESET_NAMES, presets } from "./policy/presets.ts";
import { accountFigures } from "./settings/account-figures.ts";
import { isUsualAccount } from "./settings/account-names.ts";
import { readAccounts } from "./settings/accounts.ts";
import { chainLinks, chainNames, losableOptions, requireFirst } from "./settings/chain.ts";
import { attempts, baseUrl, concurrency, duration, oneOf, type Span, yesOrNo } from "./settings/checks.ts";
import { chosenAccount, requireAgreement } from "./settings/chosen-account.ts";
import { readSettingsFiles, type SettingsFile } from "./settings/file.ts";
import type { Flags } from "./settings/flags.ts";
import type { Key } from "./settings/key.ts";
import { KNOWN_SETTINGS } from "./settings/known-settings.ts";
import { type Origin, originsOf } from "./settings/origins.ts";
import { homeOf, pathOf, userFile, usualStore } from "./settings/paths.ts";
import { accountPresetBeside, type Figures, withFigures } from "./settings/patience.ts";
import { DEFAULT_PROVIDER, PROVIDERS, REGIONS } from "./settings/providers.ts";
import type { Settings } from "./settings/settings.ts";
import type { Tell, Told } from "./settings/told.ts";
import { usualKeys } from "./settings/usual-keys.ts";

export type { AccountOptions, NamedAccount } from "./settings/accounts.ts";
export type { ChainLink } from "./settings/chain.ts";
export type { Flags } from "./settings/flags.ts";
export type { Key, KeyFunction } from "./settings/key.ts";
export type { Origin } from "./settings/origins.ts";
export type { Region } from "./settings/providers.ts";
export type { Settings } from "./settings/settings.ts";

/** What the environment says about the terminal. */
export interface TerminalEnvironment {
  /** `NO_COLOR` and `FORCE_COLOR`; null when neither speaks. */
  readonly color: boolean | null;
  /** True where a redrawn display would only make a mess: CI, or a terminal that cannot move its cursor. */
  readonly plain: boolean;
  /** `TENUTO_DEBUG`: show the stack of what went wrong inside. */
  readonly debug: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** AssemblyAI runs 5 jobs of a free account at once and 200 of a paid one, and queues the rest: neither is hurt by this. */
const DEFAULT_CONCURRENCY = 16;

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;
/** Faster than this a poll is a busy loop, slower than an hour nobody hears of the end. */
const POLL_FLOOR: Span = { min: 10, max: HOUR, says: "10ms to 1h" };
const DEADLINE: Span = { min: SECOND, max: 30 * DAY, says: "1s to 30d" };
const RETENTION: Span = { min: 0, max: 3_650 * DAY, says: "0s to 3650d" };
/** A month is enough to ask after a transcript, and to hear from a vendor's support. */
const DEFAULT_RETENTION_MS = 30 * DAY;

const FIGURE_OPTIONS = { "requests-per-5min": "requestsPer5Min", breaker: "breaker", "fair-by": "fairBy" } as const;

/**
 * Flag, then environment, then the files in their order, then default. Throws `SettingsError` that names the flag,
 * variable or place in a file, its value (never a key's) and what is allowed.
 */
export function readSettings(
  flags: Flags,
  environment: Environment = process.env,
  files: readonly SettingsFile[] = [],
): Settings {
  return resolved(flags, environment, files).settings;
}

/** The settings one by one, each with where it comes from. Throws as `readSettings` does. */
export function readOrigins(
  flags: Flags,
  environment: Environment = process.env,
  files: readonly SettingsFile[] = [],
): readonly Origin[] {
  return resolved(flags, environment, files).origins;
}

/** The settings files that count in this folder. Throws `SettingsError` with the file, the line and the column. */
export function findSettingsFiles(
  environment: Environment = process.env,
  folder: string = process.cwd(),
): Promise<readonly SettingsFile[]> {
  const places = { folder, home: homeOf(environment), userFile: userFile(environment) };
  return readSettingsFiles(places, KNOWN_SETTINGS);
}

function resolved(
  flags: Flags,
  environment: Environment,
  files: readonly SettingsFile[],
): { readonly settings: Settings; readonly origins: readonly Origin[] } {
  const told = new Map<string, Told>();
  const tell: Tell = (name, flag, value, variable) => {
    const said = variable === undefined ? "" : (environment[variable]?.trim() ?? "");
    const inFile = files.find(({ values }) => values.has(name))?.values.get(name);
    if (value !== undefined) told.set(name, { value: String(value).trim(), from: flag });
    else if (variable !== undefined && said !== "") told.set(name, { value: said, from: variable });
    else if (inFile !== undefined) told.set(name, inFile);
    return told.get(name) ?? null;
  };

  const path = (name: string, flag: string | undefined, variable: string, code: string): string | null => {
    const said = tell(name, `--${name}`, flag, variable);
    return said === null ? null : pathOf(said, environment, code);
  };

  const regionTold = tell("region", "--region", flags.region);
  const own = flags.ownProviders ?? [];
  const chainTold = tell("chain", "--chain", flags.chain, "TENUTO_CHAIN");
  const first = chainTold === null ? null : { value: chainNames(chainTold)[0], from: chainTold.from };
  const isAccount = first !== null && isDescribed(first.value, files, flags);
  const providerTold =
    tell("provider", "--provider", flags.provider, chainTold === null ? "TENUTO_PROVIDER" : undefined) ??
    (isAccount ? null : first);
  const named = oneOf(providerTold, [...Object.keys(PROVIDERS), ...own], "settings/provider") ?? DEFAULT_PROVIDER;
  const keys = usualKeys(named, flags.apiKey, tell);
  const accountPolicy = accountFigures((name) => tell(name, FIGURE_OPTIONS[name], flags[FIGURE_OPTIONS[name]]));
  const atOnce = tell("concurrency", "--concurrency", flags.concurrency, "TENUTO_CONCURRENCY");
  const most = concurrency(atOnce) ?? DEFAULT_CONCURRENCY;
  const accounts = readAccounts(described(files), flags.accounts ?? {}, {
    tell,
    variable: (name) => environment[name] ?? "",
    path: (one, code) => pathOf(one, environment, code),
    policy: accountPolicy,
    concurrency: most,
    concurrencyAsked: atOnce !== null && !files.some(({ values }) => values.get("concurrency") === atOnce),
    usualKey: (provider) => keys[provider] ?? null,
  });
  const ofAccount = chainTold === null ? "TENUTO_ACCOUNT" : undefined;
  const asked = flags.account === null ? null : tell("account", "--account", flags.account, ofAccount);
  const choice = asked ?? (isAccount ? first : null);
  const account = choice === null ? null : chosenAccount(choice, accounts);
  const provider = account?.provider ?? named;
  const variables = PROVIDERS[provider] ?? {};
  const address = tell("base-url", "--base-url", flags.baseUrl, variables.baseUrl);
  if (account !== null) {
    const beside = { provider: providerTold, region: regionTold, baseUrl: address, apiKey: flags.apiKey !== undefined };
    requireAgreement(account, beside);
  }

  if (first !== null) requireFirst(first, account?.name ?? provider);
  const region = account?.region ?? oneOf(regionTold, REGIONS, "settings/region") ?? "us";
  const figures = figuresOf(tell, flags);
  const { preset = "default" } = figures;
  const policyPath = path("policy", flags.policy, "TENUTO_POLICY", "settings/policy");
  const ownPatience = flags.ownPatience ?? policyPath;
  const settings: Settings = {
    provider,
    providerChosen: providerTold !== null || account !== null,
    region,
    baseUrl: account === null ? baseUrl(address, provider, variables.baseUrl !== undefined) : account.baseUrl,
    account: account?.name ?? null,
    others: chainTold === null ? [] : chainLinks(chainTold, { tell, accounts, keys, own, region }),
    fence: oneOf(tell("fence", "--fence", flags.fence, "TENUTO_FENCE"), REGIONS, "settings/region") ?? null,
    mayLose: losableOptions(tell("may-lose", "--may-lose", flags.mayLose, "TENUTO_MAY_LOSE")),
    accounts,
    accountPolicy: account?.policy ?? accountPolicy,
    accountPreset: accountPresetBeside(preset),
    keys,
    // Somebody's own figures may be shorter than those of the preset: what is told is laid over them, once they are read.
    policy: ownPatience === null ? withFigures(presets[preset], figures) : presets[preset],
    figures,
    ownPatience,
    storePath:
      flags.store === null
        ? null
        : (path("store", flags.store, "TENUTO_STORE", "settings/store") ?? usualStore(environment)),
    cataloguePath: path("catalogue", flags.catalogue, "TENUTO_CATALOGUE", "settings/catalogue-file"),
    concurrency: most,
    pathVariable: readPath(environment),
    retention: {
      olderThanMs:
        duration(tell("retention.older-than", "--older-than", flags.olderThan), RETENTION) ?? DEFAULT_RETENTION_MS,
      keepFailed: yesOrNo(tell("retention.keep-failed", "--keep-failed", flags.keepFailed)) ?? false,
    },
  };
  return { settings, origins: originsOf(KNOWN_SETTINGS, defaultsOf(settings), told, settings.account) };
}

/** Whether settings files or a program describe an account of that name. */
function isDescribed(name: string, files: readonly SettingsFile[], { accounts = {} }: Flags): boolean {
  return described(files).has(name) || Object.hasOwn(accounts, name);
}

/** What was told of a policy's figures. */
function figuresOf(tell: Tell, flags: Flags): Figures {
  const preset = tell("preset", "--preset", flags.preset, "TENUTO_PRESET");
  const pollFloor = tell("poll-floor", "--poll-floor", flags.pollFloor);
  const deadline = tell("deadline", "--deadline", flags.deadline);
  return {
    preset: oneOf(preset, PRESET_NAMES, "settings/preset"),
    pollFloorMs: duration(pollFloor, POLL_FLOOR),
    deadlineMs: duration(deadline, DEADLINE),
    attempts: attempts(tell("max-attempts", "--max-attempts", flags.maxAttempts)),
    prepare: oneOf(tell("prepare", "--prepare", flags.prepare, "TENUTO_PREPARE"), PREPARE_MODES, "settings/prepare"),
    told: { preset, pollFloor, deadline },
  };
}

function defaultsOf(settings: Settings): Readonly<Record<string, string | null>> {
  const ofPolicy = (value: string): string => (settings.ownPatience === null ? value : "as the policy says");
  return {
    provider: settings.provider,
    region: settings.region,
    "base-url": settings.baseUrl,
    preset: ofPolicy(settings.policy.name),
    "poll-floor": ofPolicy(`${settings.policy.polling.floorMs}ms`),
    deadline: ofPolicy(`${settings.policy.deadlineMs / HOUR}h`),
    prepare: ofPolicy(settings.policy.prepare.mode),
    concurrency: String(settings.concurrency),
    store: settings.storePath,
    catalogue: settings.cataloguePath,
    "retention.older-than": `${settings.retention.olderThanMs / DAY}d`,
    "retention.keep-failed": String(settings.retention.keepFailed),
  };
}

/** The names of the accounts that settings files describe, if only by their names. */
function described(files: readonly SettingsFile[]): ReadonlySet<string> {
  const names = files.flatMap(({ values }) => [...values.keys()]);
  return new Set(names.flatMap((name) => /^accounts\.([^.]+)/.exec(name)?.[1] ?? []));
}

/** Where programs of this machine are looked for. */
export function readPath(environment: Environment = process.env): string {
  return environment.PATH ?? "";
}

/**
 * Where the key of an account comes from; null where there is none. An account that nobody describes has its provider's
 * usual key only if it is named for the provider: with another's key its runs would not be found, and be paid again.
 */
export function keyFor({ accounts, keys }: Settings, account: string, provider: string): Key | null {
  const described = accounts[account];
  if (described !== undefined) return described.key;
  return isUsualAccount(account, provider) ? (keys[provider] ?? null) : null;
}

/** Whether an account cannot do without a key: a server of somebody's own may. */
export function needsKey({ accounts, baseUrl, provider: chosen, others }: Settings, account: string, provider: string) {
  const { key, keyOptional = false } = PROVIDERS[provider] ?? {};
  if (key === undefined || !keyOptional) return key !== undefined;
  const described = accounts[account];
  if (described !== undefined) return described.baseUrl === null;
  const address = provider === chosen ? baseUrl : others.find((link) => link.provider === provider)?.baseUrl;
  return address == null;
}

/** The name of the variable that holds a provider's credential; null for a provider that needs none. */
export function keyVariable(provider: string): string | null {
  return PROVIDERS[provider]?.key ?? null;
}

export function readTerminal(environment: Environment = process.env): TerminalEnvironment {
  const says = (name: string) => (environment[name] ?? "") !== "";
  const forced = says("FORCE_COLOR") ? environment.FORCE_COLOR !== "0" && environment.FORCE_COLOR !== "false" : null;
  return {
    color: says("NO_COLOR") ? false : forced,
    plain: (says("CI") && environment.CI !== "false") || environment.TERM === "dumb",
    debug: says("TENUTO_DEBUG"),
  };
}
