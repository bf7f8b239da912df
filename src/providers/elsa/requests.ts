import type { ProviderRequest } from "../../domain/provider-requests.ts";

/** What ELSA's HTTP API can be asked for. Version 3 of the scripted request is known from public clients only. */
export const ELSA_REQUESTS: readonly ProviderRequest[] = [
  { method: "POST", path: "/api/v1/score_audio_plus", kind: "unscripted", stage: "submit" },
  { method: "POST", path: "/api/v2/score_audio", kind: "scripted", stage: "submit" },
  { method: "POST", path: "/api/v3/score_audio", kind: "scripted", stage: "submit" },
  { method: "POST", path: "/api/v1/asr", kind: "transcription", stage: "submit" },
];
