import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { catalogueOf } from "../../src/compose.ts";
import { pageOf } from "../../src/domain/errors.ts";
import { liveRuntime } from "../../src/engine/live-runtime.ts";
import { pocketsphinxRecogniser } from "../../src/programs/pocketsphinx.ts";
import { hostPrograms } from "../../src/programs/programs.ts";
import { assemblyai } from "../../src/providers/assemblyai/client.ts";
import { localProvider } from "../../src/providers/local/client.ts";
import { errorsPage } from "./errors-page.ts";
import { THROWN } from "./thrown.ts";

const SOURCE = fileURLToPath(new URL("../../src", import.meta.url));
const PAGE = fileURLToPath(new URL("../../docs/errors.md", import.meta.url));

const local = localProvider(pocketsphinxRecogniser(hostPrograms("")), liveRuntime().clock);
const { entries } = catalogueOf([assemblyai, local]);

/** They look like a code of ours. */
const MEDIA_TYPES = new Set(["audio/wav"]);

test("the page of faults and errors is what the catalogue says", async () => {
  await expect(errorsPage(entries)).toMatchFileSnapshot(PAGE);
});

test("every error that is thrown has its section, and no section is about an error that is not", () => {
  const thrown = new Set<string>();
  for (const file of readdirSync(SOURCE, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".ts") || file.endsWith(".test.ts")) continue;
    const text = readFileSync(`${SOURCE}/${file}`, "utf8");
    for (const [, code] of text.matchAll(
      /"((?:settings|store|audio|spool|scenario|twin|library|webhook)\/[a-z0-9-]+)"/g,
    )) {
      if (code !== undefined && !MEDIA_TYPES.has(code)) thrown.add(code);
    }
  }
  expect(Object.keys(THROWN).toSorted()).toEqual([...thrown].toSorted());
});

test("every code's page has its section", () => {
  const page = errorsPage(entries);
  const anchors = new Set(
    [...page.matchAll(/^### (.+)$/gm)].map(([, heading = ""]) => heading.replace(/[^a-z0-9]+/gi, "-").toLowerCase()),
  );
  for (const code of [...entries.map((entry) => entry.code), ...Object.keys(THROWN)]) {
    expect(anchors, code).toContain(pageOf(code).split("#")[1]);
  }
});
