import type { ProviderFacts } from "../../domain/provider.ts";

/** One call does it all, and costs nothing. */
export const LOCAL_FACTS: ProviderFacts = {
  stages: ["submit"],
  submitCharges: false,
  uploadLifetimeMs: null,
  support: null,
  rough: true,
};
