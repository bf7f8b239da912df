import type { CatalogueEntry } from "./catalogue-entry.ts";
import type { ProviderFacts } from "./provider.ts";
import type { ProviderRequest } from "./provider-requests.ts";

/** What is known of a service, whether or not this house can work with it: enough to explain how it fails. */
export interface KnownProvider {
  readonly name: string;
  /** As it writes itself, for headings. */
  readonly title: string;
  readonly facts: ProviderFacts;
  /** Whether it can be asked for a run that nobody is sure of. */
  readonly canLookUp: boolean;
  readonly requests: readonly ProviderRequest[];
  readonly errors: readonly CatalogueEntry[];
}
