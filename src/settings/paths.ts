import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { SettingsError } from "../domain/errors.ts";
import type { Told } from "./told.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** A path as somebody told it, made absolute. Throws `SettingsError` with the code for an empty one. */
export function pathOf({ value, from }: Told, environment: Environment, code: string): string {
  if (value === "") throw new SettingsError(code, `${from} is empty.`, "Give a file's path.");
  return value.startsWith("~/") ? join(homeOf(environment), value.slice(2)) : resolve(value);
}

/** Where the user's own settings are. */
export function userFile(environment: Environment): string {
  return join(xdg(environment, "XDG_CONFIG_HOME", ".config"), "tenuto", "config.yaml");
}

/** Where the jobs are where nobody says otherwise. */
export function usualStore(environment: Environment): string {
  return join(xdg(environment, "XDG_STATE_HOME", join(".local", "state")), "tenuto", "tenuto.db");
}

export function homeOf({ HOME }: Environment): string {
  return HOME !== undefined && HOME !== "" ? HOME : homedir();
}

function xdg(environment: Environment, variable: string, usual: string): string {
  const said = environment[variable] ?? "";
  // The XDG specification: a relative path is to be ignored.
  return isAbsolute(said) ? said : join(homeOf(environment), usual);
}
