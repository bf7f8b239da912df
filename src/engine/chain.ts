import { SettingsError } from "../domain/errors.ts";
import type { Link, LosableOption } from "../domain/link.ts";
import type { Provider } from "../domain/provider.ts";
import { knowsLanguage, lossesOf } from "../policy/losses.ts";
import { requireAskable } from "./askable.ts";
import type { Recording } from "./house.ts";

/** Where jobs may go on, and what that may cost. */
export interface Chain {
  /** The first is where they begin. */
  readonly links: readonly [ChainedProvider, ...ChainedProvider[]];
  /** Options that a link may lack. */
  readonly mayLose: readonly LosableOption[];
}

/** A link with its provider, and what that gets untouched. */
export interface ChainedProvider {
  readonly provider: Provider;
  readonly account: string;
  readonly providerOptions: Readonly<Record<string, unknown>>;
}

/** A chain of one. */
export function onlyLink(provider: Provider, account: string): Chain {
  return { links: [{ provider, account, providerOptions: {} }], mayLose: [] };
}

/**
 * Refuses, before anything is taken in, what one of the links could not do: the kind of work, the language, and options
 * that nobody allowed to be lost.
 *
 * @throws SettingsError `settings/chain` naming link and field, and those of `requireAskable`
 */
export function requireChain({ links, mayLose }: Chain, recording: Partial<Recording>): void {
  for (const [index, { provider, providerOptions }] of links.entries()) {
    requireAskable(provider, recording);
    const options = recording.options ?? {};
    const name = `link ${index + 1} of the chain, ${provider.name},`;
    if (!knowsLanguage(provider.facts, options.language)) {
      const known = provider.facts.languages?.join(", ");
      throw trouble(`language is ${options.language}, and ${name} knows ${known} only.`, provider.name);
    }
    if (index === 0) continue;
    const own = Object.keys(providerOptions).length > 0;
    const foreignOptions = !own && Object.keys(recording.providerOptions ?? {}).length > 0;
    const lost = lossesOf(provider.facts, { options, foreignOptions }).filter((option) => !mayLose.includes(option));
    if (lost.length === 0) continue;
    const those = lost.join(" and ");
    throw trouble(`${those} would be lost at ${name} which does not have them.`, provider.name, lost);
  }
}

/** The links as a job keeps them; undefined where there is only one. */
export function linksFor({ links }: Chain): { readonly chain?: readonly [Link, ...Link[]] } {
  const [first, ...others] = links.map(({ provider, account }): Link => ({ provider: provider.name, account }));
  return first === undefined || others.length === 0 ? {} : { chain: [first, ...others] };
}

function trouble(message: string, link: string, lost?: readonly LosableOption[]): SettingsError {
  const allowed = lost === undefined ? "" : `, or allow it: may-lose ${lost.join(",")}`;
  return new SettingsError(
    "settings/chain",
    `${message.slice(0, 1).toUpperCase()}${message.slice(1)}`,
    `Leave it out, or take ${link} out of the chain${allowed}.`,
  );
}
