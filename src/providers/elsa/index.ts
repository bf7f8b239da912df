export type { CatalogueEntry } from "../../domain/catalogue-entry.ts";
export type { Provider, ProviderCall, ProviderClient, ProviderFacts } from "../../domain/provider.ts";
export type { ScoringServer } from "../../domain/scoring-server.ts";
export type { ElsaOptions } from "./client/options.ts";
export { ELSA_BASE_URL, elsa, elsaProvider } from "./client.ts";
export { ELSA_ERRORS, ELSA_OUTCOMES } from "./errors.ts";
export { elsaServer } from "./server.ts";
