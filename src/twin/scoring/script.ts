import type { ScoreTask } from "../../domain/scoring-server.ts";

/** What the recogniser behind a scoring service does instead of its work, or what it finds. */
export const MOODS = ["crash", "hang", "down", "unspoken", "irrelevant", "noisy"] as const;
export type Mood = (typeof MOODS)[number];

/** Somebody whom the service knows by a token. */
export interface ScriptedClient {
  readonly token: string;
  /** Stands in messages. */
  readonly id: string;
  /** What kind of user the token is of, such as `teacher`. */
  readonly user: string;
  /** False for a token whose user is gone. */
  readonly known: boolean;
  readonly active: boolean;
  readonly access: readonly ScoreTask[];
  /** Minutes left at the start; null for no end. */
  readonly minutes: number | null;
}

/** How a scoring service works, as far as it differs from others. */
export interface ScoringScript {
  /** Empty lets any token in that is not empty. */
  readonly clients: readonly ScriptedClient[];
  /** Minutes that a caller has where no clients are listed; null for no end. */
  readonly minutes: number | null;
  /** A longer recording of free speech is refused while its caller waits, ms. */
  readonly syncLimitMs: number;
  /** Whether recordings of free speech are taken as they come, and so only of one kind, as a stream is. */
  readonly strictAudio: boolean;
  /** How long the service waits for its recogniser, ms. */
  readonly recogniserTimeoutMs: number;
  /** How long a token lives that the twin itself gave out, ms. */
  readonly tokenLifetimeMs: number;
}

/** The vendor names no limit; the longest recording that somebody else lists for free speech takes 150 s. */
export const CALM_SCORING: ScoringScript = {
  clients: [],
  minutes: null,
  syncLimitMs: 150_000,
  strictAudio: false,
  recogniserTimeoutMs: 30_000,
  tokenLifetimeMs: 60 * 60_000,
};
