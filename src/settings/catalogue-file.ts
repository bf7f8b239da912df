import { readFile, stat } from "node:fs/promises";
import { SettingsError } from "../domain/errors.ts";
import { type LocatedYaml, locatedYaml } from "./located-yaml.ts";

/** A longer one is no catalogue of somebody's own. */
const MOST_BYTES = 1024 * 1024;

const EXAMPLE = "docs/catalogue.example.yaml shows the form.";

/**
 * A file of own entries, YAML or JSON, as it stands there; null in place of its value where it is empty.
 *
 * @throws SettingsError `settings/catalogue-file`: it cannot be read, is too long, or is not YAML; then with line and column
 */
export async function readCatalogueFile(path: string): Promise<LocatedYaml> {
  const text = await textOf(path);
  const broken = (place: string, why: string) =>
    new SettingsError(
      "settings/catalogue-file",
      `${place}: ${why.replace(/\.$/, "")}.`,
      `Write it as YAML or JSON; ${EXAMPLE}`,
    );
  return locatedYaml(text, path, broken);
}

async function textOf(path: string): Promise<string> {
  const refuse = (why: string, cause?: unknown) =>
    new SettingsError(
      "settings/catalogue-file",
      `The catalogue ${path} ${why}.`,
      `Give --catalogue, TENUTO_CATALOGUE or the setting "catalogue" the path of a YAML or JSON file; ${EXAMPLE}`,
      { cause },
    );
  try {
    const found = await stat(path);
    // A pipe or a device may never end.
    if (!found.isFile()) throw refuse("is no file");
    if (found.size > MOST_BYTES) throw refuse(`has ${found.size} bytes, and ${MOST_BYTES} is the most`);
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(path));
  } catch (error) {
    if (error instanceof SettingsError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
    throw refuse(
      code === "ERR_ENCODING_INVALID_ENCODED_DATA" ? "is not UTF-8 text" : `cannot be read (${code})`,
      error,
    );
  }
}
