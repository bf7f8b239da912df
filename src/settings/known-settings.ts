import { ACCOUNT_FIGURES } from "./account-figures.ts";
import { ACCOUNT_SETTINGS } from "./accounts.ts";
import { PROVIDERS } from "./providers.ts";

const KEYS = Object.entries(PROVIDERS).flatMap(([provider, { key }]) =>
  key === undefined ? [] : [`keys.${provider}`],
);

/** What may stand in a settings file. A dot is a level. */
export const KNOWN_SETTINGS: readonly string[] = [
  "account",
  "provider",
  "chain",
  "fence",
  "may-lose",
  "region",
  "base-url",
  "preset",
  "policy",
  "poll-floor",
  "deadline",
  "max-attempts",
  "prepare",
  "concurrency",
  "store",
  "catalogue",
  "retention.older-than",
  "retention.keep-failed",
  ...ACCOUNT_FIGURES,
  ...KEYS,
  ...ACCOUNT_SETTINGS,
];
