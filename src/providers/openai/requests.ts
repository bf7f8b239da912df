import type { ProviderRequest } from "../../domain/provider-requests.ts";
import { PATHS } from "./wire.ts";

/** The same request under the paths of OpenAI, speaches and vLLM, of Groq, and of the server of whisper.cpp. */
export const OPENAI_REQUESTS: readonly ProviderRequest[] = Object.values(PATHS).map((path) => ({
  method: "POST",
  path,
  kind: "transcription",
  stage: "submit",
}));
