import { createHash } from "node:crypto";

/**
 * Chance by name instead of by turn: the same seed and label always draw the same, whatever else was drawn before. So
 * the order in which sockets deliver requests does not change the ids or the fate of a run.
 */
export interface Chance {
  /** 0 <= n < 1. */
  draw(...label: readonly (string | number)[]): number;
  /** 32 hex digits that nobody guesses without the seed. */
  token(...label: readonly (string | number)[]): string;
}

export function chanceOf(seed: number): Chance {
  const digest = (label: readonly (string | number)[]): Buffer =>
    createHash("sha256")
      .update(JSON.stringify([seed, ...label]))
      .digest();
  return {
    draw: (...label) => digest(label).readUIntBE(0, 6) / 2 ** 48,
    token: (...label) => digest(label).toString("hex", 0, 16),
  };
}

/** The token in the form of a UUID, version 4. */
export function uuidOf(token: string): string {
  const variant = "89ab".charAt(Number.parseInt(token.charAt(16), 16) % 4);
  return [
    token.slice(0, 8),
    token.slice(8, 12),
    `4${token.slice(13, 16)}`,
    `${variant}${token.slice(17, 20)}`,
    token.slice(20, 32),
  ].join("-");
}
