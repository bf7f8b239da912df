import type { EntryProblem } from "../catalogue/entry-problem.ts";
import { readOwnEntries } from "../catalogue/own-entries.ts";
import type { CatalogueEntry } from "../domain/catalogue-entry.ts";
import { SettingsError } from "../domain/errors.ts";
import { readCatalogueFile } from "./catalogue-file.ts";
import type { Where } from "./located-yaml.ts";

/** Where somebody wrote their own entries down: in a file, or in the program that calls the library. */
export type OwnSource = { readonly path: string } | { readonly items: unknown };

/** So many problems are told at once. */
const MOST_TOLD = 20;

/**
 * The built-in lists with somebody's own entries laid over them.
 *
 * @param builtIn sound lists, such as `buildCatalogue` takes
 * @throws SettingsError `settings/catalogue-file` for a file that cannot be read, `settings/catalogue` for entries that
 *   cannot be used: each problem with its line and column, or its index and field
 */
export async function withOwnEntries(
  builtIn: readonly (readonly CatalogueEntry[])[],
  source: OwnSource,
): Promise<readonly (readonly CatalogueEntry[])[]> {
  const { value, where } = "path" in source ? await readCatalogueFile(source.path) : inProgram(source.items);
  const read = readOwnEntries(value ?? [], builtIn);
  if (read.kind === "refused") throw refusal(read.problems, where);
  return read.lists;
}

function inProgram(value: unknown): { readonly value: unknown; readonly where: Where } {
  const step = (part: PropertyKey): string => (typeof part === "number" ? `[${part}]` : `.${String(part)}`);
  return { value, where: (path) => `catalogue${path.map(step).join("")}` };
}

function refusal(problems: readonly EntryProblem[], where: Where): SettingsError {
  const [first = "", ...others] = problems.map(({ path, part, why }) => `${where(path, part)}: ${why}.`);
  const left = others.length >= MOST_TOLD ? [`And ${others.length + 1 - MOST_TOLD} more.`] : [];
  const also = others.length === 0 ? [] : ["Also:", ...others.slice(0, MOST_TOLD - 1), ...left];
  const remedy = [...also, "docs/catalogue.example.yaml shows the form; tenuto errors lists the built-in entries."];
  return new SettingsError("settings/catalogue", first, remedy.join("\n"));
}
