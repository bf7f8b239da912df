import type { AccountPolicy } from "../domain/account-policy.ts";
import { SettingsError } from "../domain/errors.ts";
import type { Overrides } from "../policy/laid-over.ts";
import { oneOf, whole } from "./checks.ts";
import { quoted, type Told } from "./told.ts";

/** The figures of an account's patience that somebody may set, for all accounts or for one. */
export const ACCOUNT_FIGURES = ["requests-per-5min", "breaker", "fair-by"] as const;

const WINDOW_MS = 5 * 60_000;
const MOST_REQUESTS = 1_000_000;

/** How a breaker's word counts. */
export type BreakerMode = AccountPolicy["breaker"]["mode"];
const MODES: readonly BreakerMode[] = ["enforce", "observe", "off"];

/**
 * What is laid over the policy of an account. Each figure has been checked, and none of them can contradict another.
 *
 * @param told says what was told of one of `ACCOUNT_FIGURES`
 * @throws SettingsError that names the flag, variable or place in a file
 */
export function accountFigures(
  told: (name: (typeof ACCOUNT_FIGURES)[number]) => Told | null,
): Overrides<AccountPolicy> {
  const requests = whole(told("requests-per-5min"), MOST_REQUESTS, "settings/count");
  const mode = oneOf(told("breaker"), MODES, "settings/breaker");
  const tag = fairBy(told("fair-by"));
  return {
    ...(requests === undefined ? {} : { rate: { requests, windowMs: WINDOW_MS } }),
    ...(mode === undefined ? {} : { breaker: { mode } }),
    ...(tag === undefined ? {} : { fairBy: tag }),
  };
}

function fairBy(told: Told | null): string | undefined {
  if (told === null) return undefined;
  if (told.value !== "" && !told.value.includes("=")) return told.value;
  throw new SettingsError(
    "settings/tag",
    `${told.from} is ${quoted(told.value)}.`,
    "Give a tag's name alone, such as customer.",
  );
}
