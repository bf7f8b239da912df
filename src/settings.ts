import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { SettingsError } from "./domain/errors.ts";
import type { Policy } from "./domain/policy.ts";
import { PRESET_NAMES } from "./policy/presets.ts";
import { attempts, baseUrl, concurrency, duration, key, oneOf, type Span, yesOrNo } from "./settings/checks.ts";
import { readSettingsFiles, type SettingsFile } from "./settings/file.ts";
import { policyOf } from "./settings/patience.ts";
import type { Told } from "./settings/told.ts";

export type Region = "us" | "eu";

/** What `compose` needs to put a house together; every value has been checked. */
export interface Settings {
  readonly provider: string;
  /** Whether somebody named the provider, or it is the default. */
  readonly providerChosen: boolean;
  readonly region: Region;
  /** In place of the region's address, without a closing slash; null for the region's own. */
  readonly baseUrl: string | null;
  /** Credentials by provider; a provider without one is not listed. */
  readonly keys: Readonly<Record<string, string>>;
  readonly policy: Policy;
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

/** A setting's value as it counts, and where it came from. */
export interface Origin {
  readonly name: string;
  /** For people; of a key only `set`. Null where there is none. */
  readonly value: string | null;
  /** A flag, a variable, a place in a file, or `default`. */
  readonly from: string;
}

/** What somebody typed. An absent value falls to the environment, then to the default. */
export interface Flags {
  readonly provider?: string | undefined;
  /** The chosen provider's credential, in place of its variable. A library takes it; a command line would show it. */
  readonly apiKey?: string | undefined;
  readonly region?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly preset?: string | undefined;
  /** Durations such as `500ms`, `3s`, `1h30m`. */
  readonly pollFloor?: string | undefined;
  readonly deadline?: string | undefined;
  /** Tries at each stage before the provider has it, and runs there. */
  readonly maxAttempts?: string | number | undefined;
  /** A file; null keeps the jobs in memory. */
  readonly store?: string | null | undefined;
  /** A file of own entries for the catalogue of faults. */
  readonly catalogue?: string | undefined;
  readonly concurrency?: string | number | undefined;
  readonly olderThan?: string | undefined;
  readonly keepFailed?: boolean | undefined;
}

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

/** Where each provider's own variables are; a provider of this machine has none. */
const PROVIDERS: Readonly<Record<string, { readonly key?: string; readonly baseUrl?: string }>> = {
  assemblyai: { key: "ASSEMBLYAI_API_KEY", baseUrl: "ASSEMBLYAI_BASE_URL" },
  local: {},
};

const REGIONS: readonly Region[] = ["us", "eu"];
const DEFAULT_PROVIDER = "assemblyai";
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

const KEYS = Object.entries(PROVIDERS).flatMap(([provider, { key }]) =>
  key === undefined ? [] : [`keys.${provider}`],
);

/** What may stand in a settings file. A dot is a level. */
const NAMES = [
  "provider",
  "region",
  "base-url",
  "preset",
  "poll-floor",
  "deadline",
  "max-attempts",
  "concurrency",
  "store",
  "catalogue",
  "retention.older-than",
  "retention.keep-failed",
  ...KEYS,
] as const;

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
  const home = homeOf(environment);
  const said = environment.XDG_CONFIG_HOME ?? "";
  const userFile = join(isAbsolute(said) ? said : join(home, ".config"), "tenuto", "config.yaml");
  return readSettingsFiles({ folder, home, userFile }, NAMES);
}

function resolved(
  flags: Flags,
  environment: Environment,
  files: readonly SettingsFile[],
): { readonly settings: Settings; readonly origins: readonly Origin[] } {
  const told = new Map<string, Told>();
  const tell = (
    name: string,
    flag: string,
    value: string | number | boolean | undefined,
    variable?: string,
  ): Told | null => {
    const said = variable === undefined ? "" : (environment[variable]?.trim() ?? "");
    const inFile = files.find(({ values }) => values.has(name))?.values.get(name);
    if (value !== undefined) told.set(name, { value: String(value).trim(), from: flag });
    else if (variable !== undefined && said !== "") told.set(name, { value: said, from: variable });
    else if (inFile !== undefined) told.set(name, inFile);
    return told.get(name) ?? null;
  };

  const chosen = tell("provider", "--provider", flags.provider, "TENUTO_PROVIDER");
  const provider = oneOf(chosen, Object.keys(PROVIDERS), "settings/provider") ?? DEFAULT_PROVIDER;
  const variables = PROVIDERS[provider] ?? {};
  const address = tell("base-url", "--base-url", flags.baseUrl, variables.baseUrl);

  const settings: Settings = {
    provider,
    providerChosen: chosen !== null,
    region: oneOf(tell("region", "--region", flags.region), REGIONS, "settings/region") ?? "us",
    baseUrl: baseUrl(address, provider, variables.baseUrl !== undefined),
    keys: Object.fromEntries(
      Object.entries(PROVIDERS).flatMap(([name, { key: variable }]) => {
        const given = name === provider && (flags.apiKey ?? "").trim() !== "" ? flags.apiKey : undefined;
        const found = variable === undefined ? null : tell(`keys.${name}`, "apiKey", given, variable);
        return found === null ? [] : [[name, key(found)]];
      }),
    ),
    policy: policyOf({
      preset: oneOf(tell("preset", "--preset", flags.preset, "TENUTO_PRESET"), PRESET_NAMES, "settings/preset"),
      pollFloorMs: duration(tell("poll-floor", "--poll-floor", flags.pollFloor), POLL_FLOOR),
      deadlineMs: duration(tell("deadline", "--deadline", flags.deadline), DEADLINE),
      attempts: attempts(tell("max-attempts", "--max-attempts", flags.maxAttempts)),
    }),
    storePath:
      flags.store === null ? null : storePath(tell("store", "--store", flags.store, "TENUTO_STORE"), environment),
    cataloguePath: cataloguePath(tell("catalogue", "--catalogue", flags.catalogue, "TENUTO_CATALOGUE"), environment),
    concurrency:
      concurrency(tell("concurrency", "--concurrency", flags.concurrency, "TENUTO_CONCURRENCY")) ?? DEFAULT_CONCURRENCY,
    pathVariable: readPath(environment),
    retention: {
      olderThanMs:
        duration(tell("retention.older-than", "--older-than", flags.olderThan), RETENTION) ?? DEFAULT_RETENTION_MS,
      keepFailed: yesOrNo(tell("retention.keep-failed", "--keep-failed", flags.keepFailed)) ?? false,
    },
  };
  return { settings, origins: originsOf(settings, told) };
}

function originsOf(settings: Settings, told: ReadonlyMap<string, Told>): readonly Origin[] {
  const defaults: Readonly<Record<string, string | null>> = {
    provider: settings.provider,
    region: settings.region,
    preset: settings.policy.name,
    "poll-floor": `${settings.policy.polling.floorMs}ms`,
    deadline: `${settings.policy.deadlineMs / HOUR}h`,
    concurrency: String(settings.concurrency),
    store: settings.storePath,
    catalogue: settings.cataloguePath,
    "retention.older-than": `${settings.retention.olderThanMs / DAY}d`,
    "retention.keep-failed": String(settings.retention.keepFailed),
  };
  return NAMES.map((name) => {
    const found = told.get(name);
    const value = name.startsWith("keys.") && found !== undefined ? "set" : found?.value;
    // A file's place ends with the setting's name, which stands there already.
    const from = found?.from.endsWith(`: ${name}`) ? found.from.slice(0, -name.length - 2) : found?.from;
    return { name, value: value ?? defaults[name] ?? null, from: from ?? "default" };
  });
}

/** Where programs of this machine are looked for. */
export function readPath(environment: Environment = process.env): string {
  return environment.PATH ?? "";
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

function storePath(told: Told | null, environment: Environment): string {
  if (told !== null) return pathOf(told, environment, "settings/store");
  const said = environment.XDG_STATE_HOME ?? "";
  // The XDG specification: a relative path is to be ignored.
  return join(isAbsolute(said) ? said : join(homeOf(environment), ".local", "state"), "tenuto", "tenuto.db");
}

function cataloguePath(told: Told | null, environment: Environment): string | null {
  return told === null ? null : pathOf(told, environment, "settings/catalogue-file");
}

function pathOf({ value, from }: Told, environment: Environment, code: string): string {
  if (value === "") throw new SettingsError(code, `${from} is empty.`, "Give a file's path.");
  return value.startsWith("~/") ? join(homeOf(environment), value.slice(2)) : resolve(value);
}

function homeOf({ HOME }: Environment): string {
  return HOME !== undefined && HOME !== "" ? HOME : homedir();
}
