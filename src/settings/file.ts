import { readFile, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { SettingsError } from "../domain/errors.ts";
import { requireAccountName } from "./account-names.ts";
import { isSetting, isWithinSettings } from "./setting-names.ts";
import { quoted, type Told } from "./told.ts";

/** What a settings file says, by the names of the settings. */
export interface SettingsFile {
  readonly path: string;
  readonly values: ReadonlyMap<string, Told>;
}

/** `project`: lies among somebody's recordings, and may come from anywhere. `user`: is this user's own. */
export type FileKind = "project" | "user";

/** The name of a project's file. */
const PROJECT_FILE = "tenuto.yaml";

/** A longer one is no settings file. */
const MOST_BYTES = 256 * 1024;

/** Settings that are paths. */
const PATH = /^(?:store|catalogue|policy|accounts\..+\.key-file)$/;

/** Settings that hold a key. */
const KEY = /^(?:keys\..+|accounts\..+\.key)$/;

/** The name of an account, and nothing of it. */
const ACCOUNT = /^accounts\.[^.]+$/;

/** Others who may read or write a file. */
const OTHERS = 0o077;

export interface Places {
  /** Absolute: where to begin. */
  readonly folder: string;
  /** Absolute: the last folder that is looked into. */
  readonly home: string;
  /** Absolute: the user's own file. */
  readonly userFile: string;
}

/**
 * The files that count here, the stronger first: the nearest `tenuto.yaml` in the folder or above it, up to the home or
 * the root, then the user's own. Throws `SettingsError` with the file, the line and the column.
 *
 * @param names the settings that there are
 */
export async function readSettingsFiles(places: Places, names: readonly string[]): Promise<readonly SettingsFile[]> {
  const project = await nearest(places);
  const found = [await readOne(project, "project", names), await readOne(places.userFile, "user", names)];
  return found.filter((file) => file !== null);
}

async function nearest({ folder, home }: Places): Promise<string | null> {
  for (let here = folder; ; here = dirname(here)) {
    const path = join(here, PROJECT_FILE);
    if (await isThere(path)) return path;
    if (here === home || here === dirname(here)) return null;
  }
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() === true;
}

async function readOne(path: string | null, kind: FileKind, names: readonly string[]): Promise<SettingsFile | null> {
  if (path === null || !(await isThere(path))) return null;
  let text: string;
  let mode: number;
  try {
    const { size, mode: found } = await stat(path);
    if (size > MOST_BYTES) throw new Error(`more than ${MOST_BYTES} bytes`);
    mode = found;
    text = await readFile(path, "utf8");
  } catch (cause) {
    const why = cause instanceof Error && "code" in cause ? String(cause.code) : "too long";
    throw new SettingsError(
      "settings/file",
      `${path} cannot be read (${why}).`,
      "Allow it with chmod +r, or move it away.",
      { cause },
    );
  }
  const values = await parseSettings(text, path, kind, names);
  const hasKeys = [...values.keys()].some((name) => KEY.test(name));
  if (hasKeys && process.platform !== "win32" && (mode & OTHERS) !== 0) {
    throw new SettingsError(
      "settings/file-open",
      `${path} holds a key, and others on this machine may read it.`,
      `chmod 600 ${path}`,
    );
  }
  return { path, values };
}

/** Throws `SettingsError` that begins with `path:line:column`. */
export async function parseSettings(
  text: string,
  path: string,
  kind: FileKind,
  names: readonly string[],
): Promise<ReadonlyMap<string, Told>> {
  const [{ isMap, isScalar }, { yamlText }] = await Promise.all([import("yaml"), import("./located-yaml.ts")]);
  const { document, trouble, at: inText } = yamlText(text);
  const at = (offset: number): string => `${path}:${inText(offset)}`;
  if (trouble !== null) {
    // The parser's own words may repeat what stands there, such as a key.
    const what = trouble.code.toLowerCase().replaceAll("_", " ");
    throw new SettingsError("settings/file", `${at(trouble.offset)}: this is not YAML (${what}).`, "Mend that line.");
  }
  const values = new Map<string, Told>();
  const walk = (node: unknown, prefix: string): void => {
    if (node === null || (isScalar(node) && node.value === null)) return;
    if (!isMap(node)) {
      throw new SettingsError("settings/file", `${path}: settings are expected, as name: value.`, "Put one on a line.");
    }
    for (const { key, value } of node.items) {
      const name = `${prefix}${isScalar(key) ? String(key.value) : "?"}`;
      const where = at(isScalar(key) ? (key.range?.[0] ?? 0) : 0);
      requireAllowed(name, where, kind, names);
      // An account is described by its name alone where all is as by default.
      if (ACCOUNT.test(name) && (value === null || isMap(value) || (isScalar(value) && value.value === null))) {
        values.set(name, { value: "", from: where });
      }
      // A name with nothing behind it leaves the setting as it is.
      if (value === null || (isScalar(value) && value.value === null)) continue;
      if (isMap(value)) walk(value, `${name}.`);
      else if (isScalar(value) && isSetting(name, names)) {
        const place = at(value.range?.[0] ?? 0);
        const told = PATH.test(name) ? pathFrom(path, String(value.value)) : String(value.value);
        values.set(name, { value: told.trim(), from: `${place}: ${name}` });
      } else {
        throw new SettingsError("settings/file", `${where}: ${quoted(name)} has no single value.`, "Give it one.");
      }
    }
  };
  walk(document.contents, "");
  return values;
}

/** What a project's file must not say, since it may come from anywhere: why, and where it may stand instead. */
const NOT_IN_PROJECTS: readonly { readonly settings: RegExp; readonly not: string; readonly instead: string }[] = [
  {
    settings: /^keys$|key$/i,
    not: "hold no key: it is shared, copied and committed",
    instead: "Put the key into the provider's variable, or into your own settings file.",
  },
  {
    settings: /^base-url$/,
    not: "not say where the provider is: your key would be sent there",
    instead: "Use --base-url or your own settings file; region may stand here.",
  },
  {
    settings: /^accounts$/,
    not: "not describe accounts: they say which key is sent, and where",
    instead: "Describe them in your own settings file; a project's chooses one with account: <name>.",
  },
  {
    settings: /^policy$/,
    not: "not name a policy: it says what may be paid for twice",
    instead: "Use --policy or your own settings file; preset may stand here.",
  },
];

function requireAllowed(name: string, where: string, kind: FileKind, names: readonly string[]): void {
  const refused = kind === "project" ? NOT_IN_PROJECTS.find(({ settings }) => settings.test(name)) : undefined;
  if (refused !== undefined) {
    throw new SettingsError("settings/file-key", `${where}: a project's file must ${refused.not}.`, refused.instead);
  }
  const [, account, ...rest] = name.split(".");
  if (name.startsWith("accounts.") && account !== undefined && rest.length === 0) requireAccountName(account, where);
  if (isWithinSettings(name, names)) return;
  throw new SettingsError(
    "settings/file",
    `${where}: there is no setting ${quoted(name)}.`,
    `There are ${names.join(", ")}.`,
  );
}

/** A path in a file is meant from where the file lies. */
function pathFrom(file: string, path: string): string {
  return path === "" || path.startsWith("~/") ? path : resolve(dirname(file), path);
}
