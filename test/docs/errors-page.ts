import type { CatalogueEntry } from "../../src/domain/catalogue-entry.ts";
import { THROWN } from "./thrown.ts";

const INTRO = `# Faults and errors

<!-- Generated from the catalogue: npm run docs -->

Each has a stable code. A **fault** is what went wrong with a job, named by the catalogue from what was seen on the wire;
its remedy is what Tenuto does about it. An **error** is thrown at whoever asked, before or beside any job.
`;

/** The page that every code points to, made from the data. */
export function errorsPage(entries: readonly CatalogueEntry[]): string {
  const faults = entries.toSorted((a, b) => (a.code < b.code ? -1 : 1)).map(faultSection);
  const errors = Object.entries(THROWN)
    .toSorted()
    .map(([code, when]) => `### ${code}\n\n${when}\n`);
  return [INTRO, "## Faults\n", ...faults, "## Errors\n", ...errors].join("\n");
}

function faultSection(entry: CatalogueEntry): string {
  const seen = [entry.seen, ...(entry.status ?? []).map(String), ...(entry.stages ?? []).map((stage) => `at ${stage}`)];
  const facts = [
    `remedy **${entry.remedy}**`,
    `class ${entry.class}`,
    `reaches the ${entry.scope}`,
    `seen in: ${seen.join(", ")}`,
    ...(entry.attempts === undefined ? [] : [`worth ${entry.attempts} tries`]),
  ];
  const sample = entry.sample === null ? [] : [`> ${entry.sample.replace(/\s+/g, " ").slice(0, 300)}`, ""];
  return [
    `### ${entry.code}`,
    "",
    `${entry.description} ${entry.advice}`,
    "",
    `${facts.join("; ")}.`,
    "",
    ...sample,
    `Source: ${entry.source}, ${entry.dated}.`,
    "",
  ].join("\n");
}
