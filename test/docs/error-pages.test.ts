import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { THROWN } from "../../src/catalogue/thrown.ts";
import { builtInCatalogue, KNOWN_PROVIDERS } from "../../src/compose-catalogue.ts";
import { pageOf } from "../../src/domain/errors.ts";
import { errorPages } from "./error-pages.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SOURCE = `${ROOT}/src`;
const LIST = "catalogue/thrown.ts";

const { entries } = builtInCatalogue();
const pages = errorPages(entries, KNOWN_PROVIDERS, THROWN);

/** They look like a code of ours. */
const MEDIA_TYPES = new Set(["audio/wav"]);
/** The table of media types, which look like codes of recordings. */
const ENDINGS = "domain/audio-ending.ts";

describe("the pages of faults and errors", () => {
  test.each([...pages.keys()])("%s is what the catalogue says", async (path) => {
    await expect(pages.get(path)).toMatchFileSnapshot(`${ROOT}/${path}`);
  });

  test("are all that there is", () => {
    const found = readdirSync(`${ROOT}/docs/errors`, { recursive: true, encoding: "utf8" });
    const files = found.filter((path) => path.endsWith(".md")).map((path) => `docs/errors/${path}`);
    expect(files.toSorted()).toEqual([...pages.keys()].toSorted());
  });

  test("are there for every code, and none is about an error that is not", () => {
    const thrown = new Set<string>();
    for (const file of readdirSync(SOURCE, { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".ts") || file.endsWith(".test.ts") || file === LIST || file === ENDINGS) continue;
      const text = readFileSync(`${SOURCE}/${file}`, "utf8");
      for (const [, code] of text.matchAll(
        /"((?:settings|store|audio|spool|scenario|twin|library|webhook)\/[a-z0-9-]+)"/g,
      )) {
        if (code !== undefined && !MEDIA_TYPES.has(code)) thrown.add(code);
      }
    }
    const faults = new Set(entries.map(({ code }) => code));
    expect([...thrown].filter((code) => !faults.has(code)).toSorted()).toEqual(Object.keys(THROWN).toSorted());
    for (const code of [...faults, ...thrown]) expect(existsSync(`${ROOT}/${pageOf(code)}`), code).toBe(true);
  });

  test("are linked with paths that exist", () => {
    const index = pages.get("docs/errors/README.md") ?? "";
    for (const [, target = ""] of index.matchAll(/\]\(([^)]+)\)/g)) {
      expect(existsSync(`${ROOT}/docs/errors/${target}`), target).toBe(true);
    }
  });
});
