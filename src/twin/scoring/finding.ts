import type { Aligned } from "../../domain/aligner.ts";
import type { Recognised } from "../../domain/recogniser.ts";

/** What came of the recogniser's work on one recording. */
export type Finding =
  | { readonly kind: "aligned"; readonly aligned: Extract<Aligned, { ok: true }> }
  | { readonly kind: "heard"; readonly recognised: Extract<Recognised, { ok: true }> }
  /** Nothing here can listen: scores are made up from the recording's hash. */
  | { readonly kind: "nobody" }
  /** Nothing decodes. */
  | { readonly kind: "undecodable" }
  /** Nobody speaks. */
  | { readonly kind: "unspoken" }
  /** None of the sentences was said. */
  | { readonly kind: "irrelevant" }
  | { readonly kind: "crashed"; readonly error: string }
  | { readonly kind: "timeout" }
  | { readonly kind: "unreachable" };

/** One recording that the recogniser is to work on. */
export interface ScoreErrand {
  readonly kind: "score";
  readonly call: string;
  /** Hex. */
  readonly sha256: string;
  /** Empty for free speech. */
  readonly sentences: readonly string[];
  /** How the recogniser fails at it; null when it does its work. */
  readonly failure: "crash" | "hang" | "down" | null;
  /** How long the service waits for it, ms. */
  readonly timeoutMs: number;
}

/** The recogniser behind a scoring service, as the service reaches it. Never throws. */
export interface Scorer {
  score(errand: ScoreErrand, signal: AbortSignal): Promise<Finding>;
}
