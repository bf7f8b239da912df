import { SettingsError } from "../domain/errors.ts";
import { key as checked } from "./checks.ts";
import { type KeyFile, keyFileReader } from "./key-file.ts";

/** Why a key is asked for. */
export interface KeyAsked {
  /** True when the provider refused the key that was given last: one from a cache would be refused again. */
  readonly refused: boolean;
}

/** A program's own source of a key: asked whenever the key is needed, so that it may be another one each time. */
export type KeyFunction = (asked: KeyAsked) => string | Promise<string>;

/** Where a key comes from: itself, a file, or a function. */
export type Key = string | KeyFile | KeyFunction;

/**
 * Gives a key its value, at each use anew: of a file what stands there now, of a function what it says.
 *
 * @throws SettingsError from what comes back: `settings/key-file` for a file without a key, or that others may read,
 *   `settings/key` for what cannot be a key; never with the key. And what a function itself throws.
 */
export function keyReader(source: Key): (asked?: KeyAsked) => Promise<string> {
  if (typeof source === "string") return async () => source;
  return typeof source === "function" ? (asked) => keyFrom(source, asked) : keyFileReader(source);
}

async function keyFrom(source: KeyFunction, asked: KeyAsked = { refused: false }): Promise<string> {
  const value: unknown = await source(asked);
  if (typeof value === "string" && value.trim() !== "") {
    return checked({ value: value.trim(), from: "What the function for the key gave" });
  }
  throw new SettingsError("settings/key", "The function for the key gave none.", "Have it return the key's text.");
}
