import { open } from "node:fs/promises";
import { SettingsError } from "../domain/errors.ts";
import type { Delivery } from "../domain/job.ts";
import type { FileFormat } from "../domain/transcript.ts";
import { assessedScript } from "../transcript/assessed-script.ts";
import type { Planned } from "./outputs.ts";
import { printable } from "./printable.ts";

/** What an assessment is written as. */
const FORMATS = ["txt", "json", "html"] as const satisfies readonly FileFormat[];
export type AssessmentFormat = (typeof FORMATS)[number];

/**
 * `-f txt,html`: each once, in the order given; `all` is every one, `txt` what there is without. Throws `SettingsError`,
 * also for a page without a folder: it would flood a terminal.
 */
export function readAssessmentFormats(
  given: readonly string[],
  outputDir: string | undefined,
): readonly [AssessmentFormat, ...AssessmentFormat[]] {
  const wanted = given.flatMap((list) => list.split(",")).map((name) => name.trim().toLowerCase());
  const formats = wanted.flatMap((name): readonly AssessmentFormat[] => {
    if (name === "all") return FORMATS;
    const found = FORMATS.find((format) => format === name);
    if (found !== undefined) return [found];
    throw new SettingsError(
      "settings/format",
      `--format is ${JSON.stringify(printable(name))}.`,
      `Use ${FORMATS.join(", ")}, several with commas, or all.`,
    );
  });
  if (outputDir === undefined && formats.includes("html")) {
    throw new SettingsError("settings/format", "A page is not printed.", "Name a folder for it: -o <folder>.");
  }
  const [first = "txt", ...more] = new Set(formats);
  return [first, ...more];
}

/** Pages are told where their recording lies, for one that is too big to be put into them. */
export function withRecordings(plan: readonly Planned[]): readonly Planned[] {
  return plan.map((planned) => {
    const { origin } = planned.input;
    if (origin.kind !== "file") return planned;
    const deliveries = planned.deliveries.map((file) =>
      file.format === "html" ? { ...file, recording: origin.path } : file,
    );
    return { ...planned, deliveries };
  });
}

/** Holds the longest script, and what stands before it in each format. */
const HEAD_BYTES = 64_000;

/** Tells whether a file is about one of these sentences, or about free speech where there are none. */
export function isAbout(script: readonly string[]): (file: Delivery) => Promise<boolean> {
  const asked = new Set(script.map(bare));
  return async ({ path }) => {
    const found = assessedScript(await headOf(path));
    if (found === undefined) return false;
    return found === null ? asked.size === 0 : asked.has(bare(found));
  };
}

/** Providers write a sentence back in their own spelling. */
function bare(sentence: string): string {
  return (sentence.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(" ");
}

async function headOf(path: string): Promise<string> {
  const file = await open(path).catch(() => null);
  if (file === null) return "";
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } catch {
    return "";
  } finally {
    await file.close();
  }
}
