import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { SettingsError } from "./domain/errors.ts";
import type { Policy } from "./domain/policy.ts";
import { PRESET_NAMES, policyFrom } from "./policy/presets.ts";

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
  /** Jobs under way at once. */
  readonly concurrency: number;
  /** Where programs of this machine are looked for: the value of PATH. */
  readonly pathVariable: string;
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
  /** A file; null keeps the jobs in memory. */
  readonly store?: string | null | undefined;
  readonly concurrency?: string | number | undefined;
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

/** A value and the flag or variable it came from, so that a refusal can say where to look. */
interface Told {
  readonly value: string;
  readonly from: string;
}

/** Where each provider's own variables are; a provider of this machine has none. */
const PROVIDERS: Readonly<Record<string, { readonly key?: string; readonly baseUrl?: string }>> = {
  assemblyai: { key: "ASSEMBLYAI_API_KEY", baseUrl: "ASSEMBLYAI_BASE_URL" },
  local: {},
};

const REGIONS: readonly Region[] = ["us", "eu"];
const DEFAULT_PROVIDER = "assemblyai";
/** AssemblyAI runs 5 jobs of a free account at once and 200 of a paid one, and queues the rest: neither is hurt by this. */
const DEFAULT_CONCURRENCY = 16;
const MOST_CONCURRENCY = 10_000;

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
/** Faster than this a poll is a busy loop, slower than an hour nobody hears of the end. */
const POLL_FLOOR = { min: 10, max: HOUR, says: "10ms to 1h" };
const DEADLINE = { min: SECOND, max: 30 * 24 * HOUR, says: "1s to 30d" };

/**
 * Flag, then environment, then default. Throws `SettingsError` that names the flag or variable, its value (never a
 * key's) and what is allowed.
 */
export function readSettings(flags: Flags, environment: Environment = process.env): Settings {
  const tell = (flag: string, value: string | number | undefined, variable: string | undefined): Told | null => {
    if (value !== undefined) return { value: String(value).trim(), from: flag };
    const said = variable === undefined ? undefined : environment[variable]?.trim();
    return variable === undefined || said === undefined || said === "" ? null : { value: said, from: variable };
  };

  const chosen = tell("--provider", flags.provider, "TENUTO_PROVIDER");
  const provider = oneOf(chosen, Object.keys(PROVIDERS), "settings/provider") ?? DEFAULT_PROVIDER;
  const variables = PROVIDERS[provider] ?? {};

  return {
    provider,
    providerChosen: chosen !== null,
    region: oneOf(tell("--region", flags.region, undefined), REGIONS, "settings/region") ?? "us",
    baseUrl: baseUrl(tell("--base-url", flags.baseUrl, variables.baseUrl), provider, variables.baseUrl !== undefined),
    keys: keys(provider, flags.apiKey, environment),
    policy: policy({
      preset: oneOf(tell("--preset", flags.preset, "TENUTO_PRESET"), PRESET_NAMES, "settings/preset"),
      pollFloorMs: duration(tell("--poll-floor", flags.pollFloor, undefined), POLL_FLOOR),
      deadlineMs: duration(tell("--deadline", flags.deadline, undefined), DEADLINE),
    }),
    storePath: flags.store === null ? null : storePath(tell("--store", flags.store, "TENUTO_STORE"), environment),
    concurrency: concurrency(tell("--concurrency", flags.concurrency, "TENUTO_CONCURRENCY")),
    pathVariable: readPath(environment),
  };
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

function oneOf<T extends string>(told: Told | null, allowed: readonly T[], code: string): T | undefined {
  if (told === null) return undefined;
  const found = allowed.find((name) => name === told.value);
  if (found !== undefined) return found;
  throw new SettingsError(code, `${told.from} is ${quoted(told.value)}.`, `Use one of ${allowed.join(", ")}.`);
}

function baseUrl(told: Told | null, provider: string, has: boolean): string | null {
  if (told === null) return null;
  const refuse = (message: string, remedy: string) => new SettingsError("settings/base-url", message, remedy);
  if (!has) throw refuse(`${told.from} is set, but provider ${provider} runs on this machine.`, `Drop ${told.from}.`);

  const example = "Give an address such as https://api.assemblyai.com or http://127.0.0.1:8080.";
  const url = URL.canParse(told.value) ? new URL(told.value) : null;
  // What cannot be parsed may still hold a credential, so it is not repeated where it has an @.
  const shown = told.value.includes("@") ? "an address with credentials" : quoted(told.value);
  if (url === null) throw refuse(`${told.from} is ${shown}, which is no address.`, example);
  if (url.username !== "" || url.password !== "") {
    throw refuse(`${told.from} holds credentials, which end up in logs.`, "Put the key into the provider's variable.");
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw refuse(`${told.from} is ${shown}: neither http nor https.`, example);
  }
  if (url.search !== "" || url.hash !== "") {
    throw refuse(`${told.from} has a query or fragment after the address.`, "Drop what follows the path.");
  }
  return url.href.replace(/\/+$/, "");
}

function keys(chosen: string, apiKey: string | undefined, environment: Environment): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [provider, { key: variable }] of Object.entries(PROVIDERS)) {
    if (variable === undefined) continue;
    const given = provider === chosen ? apiKey : undefined;
    const from = given === undefined ? variable : "apiKey";
    const key = (given ?? environment[variable] ?? "").trim();
    if (key === "") continue;
    if (/^bearer\s/i.test(key)) {
      throw new SettingsError("settings/key", `${from} begins with "Bearer".`, "Drop that word: the key alone.");
    }
    // Anything outside printable ASCII cannot stand in a header, and the HTTP client's own error would print the key.
    if (/[^\x21-\x7e]/.test(key)) {
      throw new SettingsError(
        "settings/key",
        `${from} holds white space or characters that no key has.`,
        "Copy the key again: one word, no quotes, no line break.",
      );
    }
    found[provider] = key;
  }
  return found;
}

function storePath(told: Told | null, environment: Environment): string {
  if (told?.value === "") throw new SettingsError("settings/store", `${told.from} is empty.`, "Give a file's path.");
  if (told !== null) return resolve(told.value);
  const home = environment.HOME !== undefined && environment.HOME !== "" ? environment.HOME : homedir();
  const said = environment.XDG_STATE_HOME ?? "";
  // The XDG specification: a relative path is to be ignored.
  return join(isAbsolute(said) ? said : join(home, ".local", "state"), "tenuto", "tenuto.db");
}

function concurrency(told: Told | null): number {
  if (told === null) return DEFAULT_CONCURRENCY;
  const value = /^\d{1,6}$/.test(told.value) ? Number(told.value) : 0;
  if (value >= 1 && value <= MOST_CONCURRENCY) return value;
  throw new SettingsError(
    "settings/concurrency",
    `${told.from} is ${quoted(told.value)}.`,
    `Give a whole number from 1 to ${MOST_CONCURRENCY}.`,
  );
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: SECOND, m: 60 * SECOND, h: HOUR, d: 24 * HOUR };

function duration(told: Told | null, allowed: { min: number; max: number; says: string }): number | undefined {
  if (told === null) return undefined;
  const whole = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/.test(told.value);
  const parts = [...told.value.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)];
  const total = Math.round(parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ""] ?? 0), 0));
  if (whole && total >= allowed.min && total <= allowed.max) return total;
  throw new SettingsError(
    "settings/duration",
    `${told.from} is ${quoted(told.value)}.`,
    `Give a duration with its unit, such as 500ms, 3s or 1h30m, from ${allowed.says}.`,
  );
}

function policy(told: {
  preset: string | undefined;
  pollFloorMs: number | undefined;
  deadlineMs: number | undefined;
}): Policy {
  const { preset, pollFloorMs, deadlineMs } = told;
  const base = policyFrom({ preset });
  if (pollFloorMs === undefined && deadlineMs === undefined) return base;
  const floorMs = pollFloorMs ?? base.polling.floorMs;
  const polling = { floorMs, ceilingMs: Math.max(base.polling.ceilingMs, floorMs) };
  return policyFrom({ preset, overrides: { deadlineMs, polling } });
}

/** A bad value as it may be shown: cut short, control characters made visible. */
function quoted(value: string): string {
  const head = value.length > 60 ? `${value.slice(0, 60)}…` : value;
  return JSON.stringify(head).replace(/[\u007f-\u009f]/g, "?");
}
