import { AUDIO_ERRORS } from "./catalogue/audio.ts";
import { type Catalogue, trustedCatalogue } from "./catalogue/catalogue.ts";
import { GENERIC_ERRORS } from "./catalogue/generic.ts";
import type { OwnEntry } from "./catalogue/own-entry.ts";
import { TENUTO_ERRORS } from "./catalogue/tenuto-errors.ts";
import { THROWN } from "./catalogue/thrown.ts";
import type { CatalogueEntry } from "./domain/catalogue-entry.ts";
import type { KnownProvider } from "./domain/known-provider.ts";
import { ASSEMBLYAI_ERRORS } from "./providers/assemblyai/errors.ts";
import { ASSEMBLYAI_FACTS } from "./providers/assemblyai/facts.ts";
import { ASSEMBLYAI_REQUESTS } from "./providers/assemblyai/requests.ts";
import { DEEPGRAM_ERRORS } from "./providers/deepgram/errors.ts";
import { DEEPGRAM_FACTS } from "./providers/deepgram/facts.ts";
import { DEEPGRAM_REQUESTS } from "./providers/deepgram/requests.ts";
import { ELSA_ERRORS, ELSA_OUTCOMES } from "./providers/elsa/errors.ts";
import { ELSA_FACTS } from "./providers/elsa/facts.ts";
import { ELSA_REQUESTS } from "./providers/elsa/requests.ts";
import { LOCAL_ERRORS } from "./providers/local/errors.ts";
import { LOCAL_FACTS } from "./providers/local/facts.ts";
import { OPENAI_ERRORS } from "./providers/openai/errors.ts";
import { OPENAI_FACTS } from "./providers/openai/facts.ts";
import { OPENAI_REQUESTS } from "./providers/openai/requests.ts";
import type { Settings } from "./settings.ts";

/** The services whose failures are known, whether or not this house can work with them. */
export const KNOWN_PROVIDERS: readonly [KnownProvider, ...KnownProvider[]] = [
  {
    name: "assemblyai",
    title: "AssemblyAI",
    facts: ASSEMBLYAI_FACTS,
    canLookUp: true,
    requests: ASSEMBLYAI_REQUESTS,
    errors: ASSEMBLYAI_ERRORS,
  },
  {
    name: "elsa",
    title: "ELSA",
    facts: ELSA_FACTS,
    canLookUp: false,
    requests: ELSA_REQUESTS,
    errors: [...ELSA_ERRORS, ...ELSA_OUTCOMES],
  },
  {
    name: "openai",
    title: "OpenAI and servers of its API",
    facts: OPENAI_FACTS,
    canLookUp: false,
    requests: OPENAI_REQUESTS,
    errors: OPENAI_ERRORS,
  },
  {
    name: "deepgram",
    title: "Deepgram",
    facts: DEEPGRAM_FACTS,
    canLookUp: false,
    requests: DEEPGRAM_REQUESTS,
    errors: DEEPGRAM_ERRORS,
  },
  {
    name: "local",
    title: "The recogniser of this machine",
    facts: LOCAL_FACTS,
    canLookUp: false,
    requests: [],
    errors: LOCAL_ERRORS,
  },
];

/** All that this package knows, list by list; its tests hold that no two of them contradict each other. */
export const BUILT_IN: readonly (readonly CatalogueEntry[])[] = [
  ...KNOWN_PROVIDERS.map(({ errors }) => errors),
  GENERIC_ERRORS,
  AUDIO_ERRORS,
  TENUTO_ERRORS,
];

export function builtInCatalogue(): Catalogue {
  return trustedCatalogue(BUILT_IN);
}

/**
 * The built-in catalogue with somebody's own entries laid over it: `items`, else those of the settings' file. Throws
 * `SettingsError` `settings/catalogue` for entries that cannot be used, each problem with its place.
 */
export async function loadCatalogue(
  { cataloguePath }: Pick<Settings, "cataloguePath">,
  items?: readonly OwnEntry[],
): Promise<Catalogue> {
  if (items === undefined && cataloguePath === null) return builtInCatalogue();
  const { withOwnEntries } = await import("./settings/own-catalogue.ts");
  const source = items !== undefined || cataloguePath === null ? { items } : { path: cataloguePath };
  return trustedCatalogue(await withOwnEntries(BUILT_IN, source));
}

/** All that is known of faults, for whoever explains them: no store, no HTTP client and no program is loaded for it. */
export async function knowledge(settings: Pick<Settings, "cataloguePath">): Promise<{
  readonly catalogue: Catalogue;
  readonly providers: typeof KNOWN_PROVIDERS;
  readonly thrown: Readonly<Record<string, string>>;
}> {
  return { catalogue: await loadCatalogue(settings), providers: KNOWN_PROVIDERS, thrown: THROWN };
}
