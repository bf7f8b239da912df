import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";

/** Files with distinct content, and what a twin that is given `texts` says is in them. */
export interface Recordings {
  readonly paths: readonly string[];
  /** For `tenuto twin --texts`. */
  readonly texts: string;
  /** The text of each, by the stem of its file. */
  readonly textOf: ReadonlyMap<string, string>;
}

/** Makes `count` recordings in `folder`. Nobody listens to them: the twin knows their texts by their hashes. */
export async function makeRecordings(folder: string, count: number, bytes = 2_000): Promise<Recordings> {
  const audio = join(folder, "recordings");
  const texts = join(folder, "texts");
  await Promise.all([mkdir(audio, { recursive: true }), mkdir(texts, { recursive: true })]);
  const stems = Array.from({ length: count }, (_, index) => `call-${String(index + 1).padStart(3, "0")}`);
  const textOf = new Map(stems.map((stem) => [stem, `These are the words of ${stem}.`]));
  const known: Record<string, string> = {};
  for (const [stem, text] of textOf) {
    const content = Buffer.alloc(bytes, `${stem} `);
    known[createHash("sha256").update(content).digest("hex")] = text;
    await writeFile(join(audio, `${stem}.wav`), content);
  }
  await writeFile(join(texts, "index.json"), JSON.stringify(known));
  return { paths: stems.map((stem) => join(audio, `${stem}.wav`)), texts, textOf };
}

/** Exactly one transcript for each recording, with its own words, and nothing half-written beside them. */
export async function expectTranscripts(folder: string, { textOf }: Recordings): Promise<void> {
  expect((await readdir(folder)).toSorted()).toEqual([...textOf.keys()].map((stem) => `${stem}.txt`));
  for (const [stem, text] of textOf) {
    expect((await readFile(join(folder, `${stem}.txt`), "utf8")).trim()).toBe(text);
  }
}
