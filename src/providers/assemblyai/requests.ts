import type { ProviderRequest } from "../../domain/provider-requests.ts";
import { RUN_ENDPOINT, TRANSCRIPT_PATH, UPLOAD_PATH } from "./wire.ts";

const result = (part: string): ProviderRequest => ({
  method: "GET",
  path: `${RUN_ENDPOINT}/${part}`,
  kind: "result",
  stage: "wait",
});

/** What AssemblyAI's API for recorded audio can be asked for. */
export const ASSEMBLYAI_REQUESTS: readonly ProviderRequest[] = [
  { method: "POST", path: UPLOAD_PATH, kind: "upload", stage: "upload" },
  { method: "POST", path: TRANSCRIPT_PATH, kind: "transcript", stage: "submit" },
  // An uncertain submit is looked up here, so the stage is still that of the submit.
  { method: "GET", path: TRANSCRIPT_PATH, kind: "list", stage: "submit" },
  { method: "GET", path: RUN_ENDPOINT, kind: "transcript", stage: "wait" },
  { method: "DELETE", path: RUN_ENDPOINT, kind: "transcript", stage: "wait" },
  ...["sentences", "paragraphs", "srt", "vtt", "word-search", "redacted-audio"].map(result),
];
