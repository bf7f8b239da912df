import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { SettingsError } from "../domain/errors.ts";

/** The text of the recording with this hash; null when there is none. */
export type Texts = (sha256: string) => Promise<string | null>;

const MANIFEST = "index.json";

/**
 * Texts by the hash of their recordings: files named `<sha256>.txt`, or one `index.json` of hashes with texts. Throws a
 * `SettingsError` for a folder or a manifest that cannot be read.
 */
export async function textsIn(folder: string): Promise<Texts> {
  const files = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    throw new SettingsError(
      "twin/texts-unreadable",
      `The folder of texts ${folder} cannot be read (${cause.code ?? cause.message}).`,
      "Name a folder of files <sha256>.txt, or with an index.json of hashes and texts.",
      { cause },
    );
  });
  const listed = files.includes(MANIFEST) ? await manifestOf(join(folder, MANIFEST)) : new Map<string, string>();
  const named = new Set(files);
  return async (sha256) => {
    const file = `${sha256}.txt`;
    const text = named.has(file) ? await readFile(join(folder, file), "utf8").catch(() => null) : null;
    return text?.trim() ?? listed.get(sha256) ?? null;
  };
}

async function manifestOf(path: string): Promise<Map<string, string>> {
  try {
    const content: unknown = JSON.parse(await readFile(path, "utf8"));
    const pairs = Object.entries(content ?? {});
    if (!Array.isArray(content) && pairs.every((pair): pair is [string, string] => typeof pair[1] === "string")) {
      return new Map(pairs.map(([sha256, text]) => [sha256.toLowerCase(), text]));
    }
  } catch (cause) {
    throw new SettingsError("twin/texts-unreadable", `${path} is not JSON.`, "Write an object of hashes and texts.", {
      cause,
    });
  }
  throw new SettingsError(
    "twin/texts-unreadable",
    `${path} holds something else.`,
    "Write an object of hashes and texts.",
  );
}
