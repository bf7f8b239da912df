export type { CatalogueEntry } from "../../domain/catalogue-entry.ts";
export type { Provider, ProviderCall, ProviderClient, ProviderFacts } from "../../domain/provider.ts";
export type { ProviderServer } from "../../domain/provider-server.ts";
export { type ListFilters, listRuns, type RunPage } from "./client/list.ts";
export {
  getParagraphs,
  getRedactedAudio,
  getSentences,
  getSubtitles,
  type RedactedRecording,
  searchWords,
} from "./client/results.ts";
export { ASSEMBLYAI_BASE_URLS, assemblyai } from "./client.ts";
export { ASSEMBLYAI_ERRORS } from "./errors.ts";
export { assemblyaiServer } from "./server.ts";
export type { WireMatch, WirePassage, WordSearchBody } from "./wire/results.ts";
export type { ListItem, WireWord } from "./wire.ts";
