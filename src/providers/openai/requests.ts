import type { ProviderRequest } from "../../domain/provider-requests.ts";

/** The same request under the paths of OpenAI, speaches and vLLM, of Groq, and of the server of whisper.cpp. */
export const OPENAI_REQUESTS: readonly ProviderRequest[] = [
  { method: "POST", path: "/v1/audio/transcriptions", kind: "transcription", stage: "submit" },
  { method: "POST", path: "/openai/v1/audio/transcriptions", kind: "transcription", stage: "submit" },
  { method: "POST", path: "/inference", kind: "transcription", stage: "submit" },
];
