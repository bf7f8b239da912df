import { SettingsError } from "../domain/errors.ts";
import type { Recogniser } from "../domain/recogniser.ts";
import { isUsualAccount } from "../settings/account-names.ts";
import { keyReader } from "../settings/key.ts";
import { keyFor, keyVariable, type NamedAccount, needsKey, type Settings } from "../settings.ts";
import { printable } from "./printable.ts";

/** The local recogniser's provider, named where somebody is told of it. */
const LOCAL = "local";
const INSTALL = "sudo apt-get install ffmpeg pocketsphinx pocketsphinx-en-us";

/** An account that jobs are worked on for; its name is null for the one that is named for the provider and its place. */
export interface WantedAccount {
  readonly name: string | null;
  readonly provider: string;
  /** True where nothing is to be transcribed with it. Default false. */
  readonly assessesOnly?: boolean;
}

/** The accounts that new jobs are made for: that of the provider, and of each link where they may go on. */
export function wantedBy({ account, provider, others }: Settings): readonly WantedAccount[] {
  return [{ account, provider }, ...others].map(({ account: name, provider: of }) => ({ name, provider: of }));
}

/**
 * Sees that the accounts can be used at all before a recording is taken in. Throws `SettingsError` with the ways to get
 * going. The local recogniser is offered and never taken unasked: its text is rough, and nobody should mistake it for
 * what they pay a provider for.
 */
export async function requireReady(
  accounts: readonly WantedAccount[],
  settings: Settings,
  recogniser: Recogniser,
): Promise<void> {
  for (const { name, provider, assessesOnly = false } of accounts) {
    const variable = keyVariable(provider);
    if (variable === null) {
      // What this machine needs to assess, it tells with the first job: it is another program.
      if (!assessesOnly) await requirePrograms(recogniser);
      continue;
    }
    const key = keyFor(settings, name ?? provider, provider);
    // Of a file it is seen that there is a key in it.
    if (key !== null) await keyReader(key)();
    else if (!needsKey(settings, name ?? provider, provider)) continue;
    else if (name !== null && !isUsualAccount(name, provider)) throw keyless(name, settings.accounts[name]);
    else {
      throw new SettingsError(
        "settings/no-key",
        `There is no key for ${provider}.`,
        settings.providerChosen ? `Put it into ${variable}.` : waysToStart(variable, await recogniser.missing()),
      );
    }
  }
}

function keyless(name: string, described: NamedAccount | undefined): SettingsError {
  if (described === undefined) {
    return new SettingsError(
      "settings/account",
      `There are jobs of the account ${printable(name)}, and no settings describe it.`,
      `Describe it below accounts: in your own settings file, with its key: no other is used for them.`,
    );
  }
  const { keyVariable: variable } = described;
  return new SettingsError(
    "settings/no-key",
    `There is no key for the account ${name}.`,
    variable === null ? "Give it one of key, key-env or key-file." : `Put it into ${variable}.`,
  );
}

async function requirePrograms(recogniser: Recogniser): Promise<void> {
  const missing = await recogniser.missing();
  if (missing.length === 0) return;
  throw new SettingsError(
    "settings/no-recogniser",
    `The local recogniser needs ${missing.join(" and ")}, which ${missing.length === 1 ? "is" : "are"} not here.`,
    `On Debian and Ubuntu: ${INSTALL}`,
  );
}

function waysToStart(variable: string, missing: readonly string[]): string {
  const local =
    missing.length === 0
      ? `Without an account, on this machine (English, rough): add --provider ${LOCAL}. It works here.`
      : `Without an account, on this machine (English, rough): ${INSTALL}, then add --provider ${LOCAL}.`;
  return [
    "Three ways to get going:",
    `  1. With an account: export ${variable}=<your key>`,
    `  2. ${local}`,
    "  3. Just to see it work, failures included: tenuto demo, or tenuto twin for a provider of your own.",
  ].join("\n");
}
