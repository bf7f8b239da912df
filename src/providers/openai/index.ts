export type { CatalogueEntry } from "../../domain/catalogue-entry.ts";
export type { Provider, ProviderCall, ProviderClient, ProviderFacts } from "../../domain/provider.ts";
export type { TranscribingServer } from "../../domain/transcribing-server.ts";
export { OPENAI_BASE_URL, openai } from "./client.ts";
export { OPENAI_ERRORS } from "./errors.ts";
export { openaiServer } from "./server.ts";
