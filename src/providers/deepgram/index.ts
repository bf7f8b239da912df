export type { CatalogueEntry } from "../../domain/catalogue-entry.ts";
export type { Provider, ProviderCall, ProviderClient, ProviderFacts } from "../../domain/provider.ts";
export type { TranscribingServer } from "../../domain/transcribing-server.ts";
export { DEEPGRAM_BASE_URLS, type DeepgramOptions, deepgram, deepgramProvider } from "./client.ts";
export { DEEPGRAM_ERRORS } from "./errors.ts";
export { deepgramServer } from "./server.ts";
