import type { AccountPolicy } from "../domain/account-policy.ts";
import { SettingsError } from "../domain/errors.ts";
import type { Policy } from "../domain/policy.ts";
import { accountPresets } from "../policy/account-policy.ts";
import type { PlaceOf } from "../policy/figures.ts";
import { laidOver, type Overrides } from "../policy/laid-over.ts";
import { presets } from "../policy/presets.ts";
import { accountPresetBeside, type OwnPatience, withFigures } from "./patience.ts";
import type { Settings } from "./settings.ts";
import { quoted } from "./told.ts";

/** What is asked of jobs and of accounts. */
export interface Patience {
  readonly policy: Policy;
  /** Of the chosen account, or of those that nobody described. */
  readonly account: AccountPolicy;
  /** Of those that somebody described, by their names. */
  readonly accounts: ReadonlyMap<string, AccountPolicy>;
}

type Told = Pick<Settings, "policy" | "figures" | "ownPatience" | "accountPreset" | "accountPolicy" | "accounts">;

/**
 * The patience that counts: presets, somebody's own figures over them, and over those what flags, variables and settings
 * files say themselves.
 *
 * @throws SettingsError `settings/policy`, `settings/account-policy` and their like, naming each field that cannot be used,
 *   with its file, line and column
 */
export async function patienceOf(settings: Told): Promise<Patience> {
  const { ownPatience: own } = settings;
  const found = typeof own === "string" ? await fileAt(own) : own;
  const accountOf = await accountReader(settings, found);
  const accounts = Object.entries(settings.accounts).map(([name, { policy }]) => [name, accountOf(policy)] as const);
  return {
    policy: found === null ? settings.policy : withFigures(await policyIn(found, settings.figures), settings.figures),
    account: accountOf(settings.accountPolicy),
    accounts: new Map(accounts),
  };
}

/** The same of somebody's own figures alone, whatever the settings say. */
export function patienceIn(ownPatience: OwnPatience | string): Promise<Patience> {
  const told = { preset: null, pollFloor: null, deadline: null };
  const figures = {
    preset: undefined,
    pollFloorMs: undefined,
    deadlineMs: undefined,
    attempts: undefined,
    prepare: undefined,
    told,
  };
  const policy = presets.default;
  return patienceOf({ policy, figures, ownPatience, accountPreset: "default", accountPolicy: {}, accounts: {} });
}

// Few have figures of their own, so the parser and the schema library are loaded for those alone.

async function fileAt(path: string): Promise<OwnPatience> {
  const { readPolicyFile } = await import("./policy-file.ts");
  return readPolicyFile(path);
}

async function policyIn(
  { preset: own, policy, placeOf }: OwnPatience,
  { preset: told, told: { preset } }: Settings["figures"],
): Promise<Policy> {
  const place = placeOf?.("preset");
  if (own !== undefined && preset !== null && own !== told) {
    throw new SettingsError(
      "settings/preset",
      `${preset.from} is ${quoted(preset.value)}, but ${place?.([], "value") ?? "the policy"} begins from ${quoted(own)}.`,
      "Leave one of them out.",
    );
  }
  const { policyFrom } = await import("../policy/policy-from.ts");
  return located(place, "settings/preset", () =>
    policyFrom({ preset: own ?? told, overrides: policy, placeOf: placeOf?.("policy") }),
  );
}

async function accountReader(
  { accountPreset, accountPolicy, accounts }: Told,
  own: OwnPatience | null,
): Promise<(told: Overrides<AccountPolicy>) => AccountPolicy> {
  const isPlain = [accountPolicy, ...Object.values(accounts).map(({ policy }) => policy)].every(
    (one) => Object.keys(one).length === 0,
  );
  if (own === null && isPlain) return () => accountPresets[accountPreset];
  const { accountPolicyFrom, validateAccountPolicy } = await import("../policy/account-policy-from.ts");
  const beside = own?.preset === undefined ? accountPreset : accountPresetBeside(own.preset);
  const base = located(own?.placeOf?.("account-preset"), "settings/account-preset", () =>
    accountPolicyFrom({
      preset: own?.accountPreset ?? beside,
      overrides: own?.account,
      placeOf: own?.placeOf?.("account"),
    }),
  );
  return (told) => (Object.keys(told).length === 0 ? base : validateAccountPolicy(laidOver(base, told)));
}

/** Says of a preset that there is none of that name where it was named. */
function located<T>(place: PlaceOf | undefined, code: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SettingsError) || error.code !== code || place === undefined) throw error;
    throw new SettingsError(code, `${place([], "value")}: ${error.message}`, error.remedy, { cause: error });
  }
}
