import { createAssemblyAI } from "@ai-sdk/assemblyai";
import { createAssemblyAI as createAssemblyAI4 } from "@ai-sdk/assemblyai-7";
import { experimental_transcribe as transcribe6 } from "ai";
import { transcribe as transcribe7 } from "ai7";
import type { ReadyModel } from "../src/domain/transcription-model.ts";
import type { ServedTwin } from "../src/twin/http.ts";

// It would print each warning.
(globalThis as { AI_SDK_LOG_WARNINGS?: boolean }).AI_SDK_LOG_WARNINGS = false;

const API = "https://api.assemblyai.com";

/** The adapters take no other address: their requests are sent to the twin. */
const toTwin = ({ url }: ServedTwin) => ({
  apiKey: "a-key",
  fetch: (address: string | URL | Request, options?: RequestInit) => fetch(String(address).replace(API, url), options),
});

/** The real adapters, by the version of the contract that their models have. */
export const ADAPTERS = {
  v3: (twin: ServedTwin) => createAssemblyAI(toTwin(twin)).transcription("universal-3-5-pro"),
  v4: (twin: ServedTwin) => createAssemblyAI4(toTwin(twin)).transcription("universal-3-5-pro"),
} as const;

type Call = Pick<Parameters<typeof transcribe6>[0], "audio" | "providerOptions" | "abortSignal" | "headers"> & {
  readonly model: ReadyModel;
};

/** The real AI SDK in both versions, with what it does by default: two retries of its own. */
export const SDKS = {
  "ai 6": (call: Call) => transcribe6(call),
  "ai 7": (call: Call) => transcribe7(call),
} as const;
