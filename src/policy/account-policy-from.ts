import { z } from "zod";
import type { AccountPolicy } from "../domain/account-policy.ts";
import { SettingsError } from "../domain/errors.ts";
import { ACCOUNT_PRESET_NAMES, type AccountPresetName, accountPresets } from "./account-policy.ts";
import { DEAREST_RETRY } from "./budget.ts";
import { checked, count, group, ms, type PlaceOf, share, someShare } from "./figures.ts";
import { laidOver, type Overrides } from "./laid-over.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const breaker = group({
  mode: z.literal(["enforce", "observe", "off"], { error: 'must be "enforce", "observe" or "off"' }),
  windowMs: ms(1),
  minimum: count(1),
  failureRate: someShare,
  consecutive: count(1).nullable(),
  openMs: ms(1),
  maxOpenMs: ms(1),
  probeLeaseMs: ms(1),
}).refine(({ openMs, maxOpenMs }) => maxOpenMs >= openMs, {
  path: ["maxOpenMs"],
  error: "must not be less than openMs",
});

const retries = group({
  share,
  floor: count(DEAREST_RETRY, ": a timeout tried again costs as much, and a job alone could never pay it"),
  // What is spent is kept by the minute, and for two days.
  windowMs: ms(MINUTE_MS).refine((value) => value <= DAY_MS, { error: "must be at most a day, in milliseconds" }),
  shareOfJob: someShare,
});

const hold = group({ firstMs: ms(1), maxMs: ms(1) }).refine(({ firstMs, maxMs }) => maxMs >= firstMs, {
  path: ["maxMs"],
  error: "must not be less than firstMs",
});

const schema: z.ZodType<AccountPolicy> = group({
  rate: group({ requests: count(1), windowMs: ms(1) }),
  slots: group({ decrease: someShare, settleMs: ms(0) }),
  breaker,
  budgets: group({ retries, money: group({ share, floorSeconds: count(0), duplicatesOfJob: count(0) }) }),
  hold,
  fairBy: z.string({ error: "must be the name of a tag, or null" }).min(1, { error: "must not be empty" }).nullable(),
});

/**
 * The same policy, known to be whole and free of contradictions.
 *
 * @param placeOf says where its fields stand in a file
 * @throws SettingsError `settings/account-policy`, naming every field that is wrong and what it may be
 */
export function validateAccountPolicy(value: unknown, placeOf?: PlaceOf): AccountPolicy {
  return checked(schema, value, { what: "account policy", code: "settings/account-policy", placeOf });
}

/**
 * What somebody asks of an account: a preset (`default` unless named) with their own figures laid over it.
 *
 * @param overrides checked here, so it may come from a file; what is left out or `undefined` keeps the preset's value
 * @param placeOf says where the overrides stand in a file
 * @throws SettingsError `settings/account-preset` for a name that is none, `settings/account-policy` for figures that
 *   cannot be used
 */
export function accountPolicyFrom(wanted: {
  readonly preset?: string | undefined;
  readonly overrides?: Overrides<AccountPolicy> | undefined;
  readonly placeOf?: PlaceOf | undefined;
}): AccountPolicy {
  const { preset = "default", overrides, placeOf } = wanted;
  if (!isPreset(preset)) {
    throw new SettingsError(
      "settings/account-preset",
      `There is no preset for accounts named "${preset}".`,
      `Use one of ${ACCOUNT_PRESET_NAMES.join(", ")}.`,
    );
  }
  return overrides === undefined
    ? accountPresets[preset]
    : validateAccountPolicy(laidOver(accountPresets[preset], overrides), placeOf);
}

function isPreset(name: string): name is AccountPresetName {
  return ACCOUNT_PRESET_NAMES.some((known) => known === name);
}
