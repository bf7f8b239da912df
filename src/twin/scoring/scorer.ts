import type { Clock } from "../../domain/runtime.ts";
import type { Finding, ScoreErrand, Scorer } from "./finding.ts";

/** Works on one recording: what a recogniser does on a good day. */
export type Listening = (
  asked: Pick<ScoreErrand, "sha256" | "sentences">,
  limits: { readonly timeoutMs: number; readonly signal: AbortSignal },
) => Promise<Finding>;

const NOBODY: Listening = async () => ({ kind: "nobody" });

/** What the service says of a recogniser that goes away in the middle of its work. */
export const WENT_AWAY = "the recogniser closed the connection before it answered";

/** A recogniser without a socket, in the time of `clock`: it fails as one behind a socket does. */
export function scorerInProcess({
  clock,
  listen = NOBODY,
}: {
  readonly clock: Clock;
  /** Default nobody listens. */
  readonly listen?: Listening;
}): Scorer {
  return {
    async score({ failure, sha256, sentences, timeoutMs }, signal) {
      switch (failure) {
        case "crash":
          return { kind: "crashed", error: WENT_AWAY };
        case "down":
          return { kind: "unreachable" };
        case "hang":
          await clock.sleep(timeoutMs, signal).catch(() => {});
          return { kind: "timeout" };
        case null:
          return listen({ sha256, sentences }, { timeoutMs, signal });
        default:
          return failure satisfies never;
      }
    },
  };
}
