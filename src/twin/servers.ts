import type { ProviderServer } from "../domain/provider-server.ts";
import type { ScoringServer } from "../domain/scoring-server.ts";
import type { TranscribingServer } from "../domain/transcribing-server.ts";

/** The servers that a twin can be made of. */
export type TwinServer = ProviderServer | ScoringServer | TranscribingServer;

/** A server with what it does: runs that are asked after, scores that are waited for, or transcripts in one call. */
export type Doing =
  | { readonly does: "runs"; readonly server: ProviderServer }
  | { readonly does: "scores"; readonly server: ScoringServer }
  | { readonly does: "transcripts"; readonly server: TranscribingServer };

export function doing(server: TwinServer): Doing {
  if ("does" in server) return { does: server.does, server };
  return "recordings" in server ? { does: "scores", server } : { does: "runs", server };
}
