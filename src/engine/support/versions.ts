import { readFile } from "node:fs/promises";
import { arch, release, type } from "node:os";
import type { SupportVersions } from "./bundle.ts";

/** Three folders up from here both in the source and in what is built from it. */
const PACKAGE = new URL("../../../package.json", import.meta.url);

/** What is installed here, without the machine's name. `ffmpeg`: the line that it gives of itself, null where it is missing. */
export async function versionsHere(ffmpeg: string | null): Promise<SupportVersions> {
  const { version, dependencies } = JSON.parse(await readFile(PACKAGE, "utf8")) as {
    readonly version: string;
    readonly dependencies: Readonly<Record<string, string>>;
  };
  return {
    tenuto: version,
    node: process.version,
    os: `${type()} ${release()} ${arch()}`,
    undici: dependencies.undici ?? "unknown",
    // What follows the number is about who built it.
    ffmpeg: ffmpeg?.replace(/ Copyright.*$/, "") ?? null,
  };
}
