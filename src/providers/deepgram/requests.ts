import type { ProviderRequest } from "../../domain/provider-requests.ts";

/** Recorded audio only; a stream goes over a socket of its own. */
export const DEEPGRAM_REQUESTS: readonly ProviderRequest[] = [
  { method: "POST", path: "/v1/listen", kind: "transcription", stage: "submit" },
];
