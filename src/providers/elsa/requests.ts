import type { ProviderRequest } from "../../domain/provider-requests.ts";
import { ASR_PATH, LATER, SCRIPTED_PATHS, UNSCRIPTED_PATH } from "./wire.ts";

/** What ELSA's HTTP API can be asked for. The result of async mode is our choice of a request. */
export const ELSA_REQUESTS: readonly ProviderRequest[] = [
  { method: "POST", path: UNSCRIPTED_PATH, kind: "unscripted", stage: "submit" },
  { method: "POST", path: SCRIPTED_PATHS.v2, kind: "scripted", stage: "submit" },
  { method: "POST", path: SCRIPTED_PATHS.v3, kind: "scripted", stage: "submit" },
  { method: "POST", path: ASR_PATH, kind: "transcription", stage: "submit" },
  { method: "GET", path: LATER.resultPath, kind: "unscripted", stage: "wait" },
];
