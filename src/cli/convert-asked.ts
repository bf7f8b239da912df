import type { AudioRules, RepairTarget } from "../domain/audio-rules.ts";
import { SettingsError } from "../domain/errors.ts";
import type { RepairOptions } from "../domain/repair.ts";
import { type Knowledge, providersNamed } from "./knowledge.ts";
import { printable } from "./printable.ts";

/** What recordings are to be made into, as somebody asked for it. */
export interface Conversion {
  readonly rules: AudioRules;
  readonly options: RepairOptions;
}

export interface ConversionFlags {
  readonly for?: string | undefined;
  readonly to?: string | undefined;
  readonly lossy?: boolean | undefined;
}

export const TARGETS = ["flac", "wav", "opus"] as const satisfies readonly RepairTarget[];

/** Nobody's rules: all is taken, and what is on several channels stays there. */
const ANYBODY: AudioRules = {
  formats: null,
  maxBytes: null,
  minMs: null,
  maxMs: null,
  sampleRates: null,
  maxChannels: null,
  perChannel: true,
  targets: TARGETS,
  source: "nobody's rules",
};

/**
 * `--for`, `--to` and `--lossy`. Throws `SettingsError` where neither a provider nor a format is named, for names that are
 * none, and for a format that the provider does not take.
 */
export function readConversion(flags: ConversionFlags, knowledge: Knowledge): Conversion {
  const to = targetOf(flags.to);
  if (flags.for === undefined && to === null) {
    throw new SettingsError(
      "settings/choice",
      "Nothing says what to convert to.",
      "Name a provider with --for, a format with --to, or both.",
    );
  }
  const rules = flags.for === undefined ? ANYBODY : rulesOf(flags.for, knowledge);
  if (to !== null && !rules.targets.includes(to)) {
    const remedy = `Use ${rules.targets.join(", ")}, or leave --to out.`;
    throw new SettingsError("settings/format", `${printable(flags.for ?? "")} does not take ${to}.`, remedy);
  }
  // Who names a format that loses something asks for the loss.
  return { rules, options: { lossy: flags.lossy === true, ...(to === null ? {} : { to }) } };
}

function targetOf(said: string | undefined): RepairTarget | null {
  if (said === undefined) return null;
  const found = TARGETS.find((target) => target === said.toLowerCase());
  if (found !== undefined) return found;
  throw new SettingsError("settings/format", `--to is ${printable(said)}.`, `Use one of ${TARGETS.join(", ")}.`);
}

function rulesOf(name: string, knowledge: Knowledge): AudioRules {
  const [provider] = providersNamed(knowledge, name);
  if (provider?.facts.audio !== undefined) return provider.facts.audio;
  throw new SettingsError(
    "settings/provider",
    `Nothing is known of what ${printable(name)} takes.`,
    "Name a format with --to instead.",
  );
}
