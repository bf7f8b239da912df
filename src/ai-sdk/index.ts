export { type FromAiSdkOptions, fromAiSdk } from "../compose-ai-sdk.ts";
export type { ChainLinkOptions, TenutoOptions } from "../compose-library.ts";
export type { Provider, ProviderClient, ProviderFacts } from "../domain/provider.ts";
export type { ForeignModel, ModelAnswer, ModelCall, ModelWarning, ReadyModel } from "../domain/transcription-model.ts";
export type { Tenuto } from "../engine/tenuto.ts";
export type { HeldModel } from "./held-model.ts";
export { type ReliabilityOptions, withReliability } from "./reliable-model.ts";
export { type TenutoTranscriptionSettings, tenutoTranscription } from "./tenuto-model.ts";
