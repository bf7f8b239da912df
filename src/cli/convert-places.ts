import { link, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { dirname, extname, join, resolve } from "node:path";
import type { RepairTarget } from "../domain/audio-rules.ts";
import { SettingsError } from "../domain/errors.ts";
import { TARGETS } from "./convert-asked.ts";
import type { Input } from "./inputs.ts";
import { prepareFolder } from "./output-folder.ts";
import { planOutputs } from "./outputs.ts";
import { printable } from "./printable.ts";

export interface PlacesAsked {
  readonly inputs: readonly Input[];
  readonly folder: string;
  /** Whether files that are there may be replaced; recordings that are converted never are. */
  readonly force: boolean;
}

/** Where converted recordings go: below one folder as transcripts do, whole or not at all, and over nothing unasked. */
export class ConvertPlaces {
  readonly #asked: PlacesAsked;
  readonly #plans: ReadonlyMap<RepairTarget, ReturnType<typeof planOutputs<RepairTarget>>>;
  readonly #taken = new Map<string, string>();
  #sources: Promise<ReadonlySet<string>> | null = null;

  constructor(asked: PlacesAsked) {
    this.#asked = asked;
    const planned = TARGETS.map(
      (target) => [target, planOutputs(asked.inputs, asked.folder, [target], "converted copy")] as const,
    );
    this.#plans = new Map(planned);
  }

  /**
   * The files that one input is written to, one for each of its parts. Throws `SettingsError` where one is another input's,
   * would take the place of a recording, or is there already.
   */
  async of(index: number, target: RepairTarget, parts: number): Promise<readonly string[]> {
    const planned = this.#plans.get(target)?.[index];
    if (planned === undefined) throw new Error(`no place was planned for input ${index}`);
    if ("clash" in planned) throw planned.clash;
    const path = planned.deliveries[0]?.path ?? "";
    const paths = parts === 1 ? [path] : numbered(path, parts);
    const { name } = planned.input;
    for (const one of paths) await this.#requireFree(one, name);
    for (const one of paths) this.#taken.set(one, name);
    return paths;
  }

  /** Work in a folder beside the places, gone afterwards. Throws `SettingsError` for a folder that cannot be written to. */
  async beside<T>(path: string, work: (folder: string) => Promise<T>): Promise<T> {
    await prepareFolder(dirname(path));
    const folder = await mkdtemp(join(dirname(path), ".tenuto-"));
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Brings a whole file to its place. Throws `SettingsError` where something has come to lie there meanwhile. */
  async settle(from: string, to: string): Promise<void> {
    if (this.#asked.force) {
      await rename(from, to);
      return;
    }
    try {
      // Unlike a renaming it never replaces anything.
      await link(from, to);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : "";
      if (code === "EEXIST") throw isThere(to);
      // Some file systems know no links.
      await rename(from, to);
    }
  }

  async #requireFree(path: string, name: string): Promise<void> {
    const owner = this.#taken.get(path);
    if (owner !== undefined) {
      throw new SettingsError(
        "settings/output-clash",
        `${owner} and ${name} would both be written to ${printable(path)}.`,
        "Convert them into different folders.",
      );
    }
    const there = await stat(path).catch(() => null);
    if (there === null) return;
    if (there.isDirectory() || !this.#asked.force) throw isThere(path);
    this.#sources ??= sourcesOf(this.#asked.inputs);
    if (!(await this.#sources).has(`${there.dev}:${there.ino}`)) return;
    throw new SettingsError(
      "settings/output-clash",
      `${printable(path)} is one of the recordings themselves.`,
      "Choose another folder with --output-dir: recordings are never replaced.",
    );
  }
}

function isThere(path: string): SettingsError {
  return new SettingsError(
    "settings/output-exists",
    `${printable(path)} is there already.`,
    "Choose another folder with --output-dir, or replace it with --force.",
  );
}

/** Files by what they are on the disk: links and other spellings of a path lead to the same. */
async function sourcesOf(inputs: readonly Input[]): Promise<ReadonlySet<string>> {
  const sources = new Set<string>();
  for (const { origin } of inputs) {
    if (origin.kind !== "file") continue;
    const there = await stat(resolve(origin.path)).catch(() => null);
    if (there !== null) sources.add(`${there.dev}:${there.ino}`);
  }
  return sources;
}

/** `call.1.flac`, `call.2.flac`, with as many digits as sort them. */
function numbered(path: string, parts: number): string[] {
  const ending = extname(path);
  const stem = path.slice(0, path.length - ending.length);
  const digits = String(parts).length;
  return Array.from({ length: parts }, (_, part) => `${stem}.${String(part + 1).padStart(digits, "0")}${ending}`);
}
