import type { KnownProvider } from "../domain/known-provider.ts";
import type { Flags, Settings } from "../settings.ts";
import type { Surroundings } from "./surroundings.ts";

/** Who assesses where the settings' provider cannot: it needs no account. */
const WITHOUT_ACCOUNT = "local";

/**
 * The settings to assess with: those that there are where their provider assesses or this command names it, else those of
 * this machine, which is told where somebody had chosen another.
 */
export function settingsForAssessing(
  flags: Flags,
  providers: readonly KnownProvider[],
  { settingsFor, terminal, quiet }: Surroundings,
): Settings {
  const settings = settingsFor(flags);
  const facts = providers.find(({ name }) => name === settings.provider)?.facts;
  const isNamed = flags.provider !== undefined || (flags.account ?? null) !== null;
  if (isNamed || facts?.kinds.includes("assessment") === true) return settings;
  if (settings.providerChosen && quiet !== true) {
    terminal.err.write(`${settings.provider} transcribes only, so this machine assesses. Others: --provider <name>.\n`);
  }
  return settingsFor({ ...flags, provider: WITHOUT_ACCOUNT, account: null });
}
