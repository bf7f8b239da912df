import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ownFolder, run } from "./command.ts";

/** The scripts that a run of the command loads: V8's coverage names every one. */
async function loadedBy(args: readonly string[]): Promise<readonly string[]> {
  const folder = await ownFolder();
  const seen = join(folder, "coverage");
  await mkdir(seen);
  await run(folder, args, { NODE_V8_COVERAGE: seen });
  const texts = await Promise.all((await readdir(seen)).map((name) => readFile(join(seen, name), "utf8")));
  return texts.flatMap((text) => [...text.matchAll(/"url":"file:\/\/([^"]+)"/g)].map(([, path]) => path ?? ""));
}

const named = (paths: readonly string[], pattern: RegExp): readonly string[] =>
  [...new Set(paths.flatMap((path) => pattern.exec(path)?.[1] ?? []))].sort();

const packagesOf = (paths: readonly string[]) => named(paths, /node_modules\/((?:@[^/]+\/)?[^/]+)/);
const roomsOf = (paths: readonly string[]) => named(paths, /dist\/(\w+)\/(?!index)/);

const STORE = ["@photostructure/sqlite", "commander", "node-gyp-build"];
/** Where a command that only looks has no business. */
const WORKING = ["programs", "providers", "simulation", "transcript", "twin"];

describe("a command loads nothing that it does not use", () => {
  test.each([
    [["--help"], ["commander"]],
    [["--version"], ["commander"]],
    [["prune"], STORE],
    [["jobs"], [...STORE, "picocolors"]],
    [["stats"], [...STORE, "picocolors"]],
    [["accounts"], [...STORE, "picocolors"]],
    [
      ["show", "job_1"],
      [...STORE, "picocolors"],
    ],
    [
      ["explain", "http/503"],
      ["commander", "picocolors"],
    ],
    [["errors"], ["commander", "picocolors"]],
  ])("tenuto %j", async (args, packages) => {
    const loaded = await loadedBy(args);
    expect(packagesOf(loaded)).toEqual(packages);
    // How each provider fails is knowledge, and no client.
    const rooms = roomsOf(
      loaded.filter((path) => !/providers\/\w+\/(?:errors|requests|facts|audio|wire|parameter)/.test(path)),
    );
    expect(rooms.filter((room) => WORKING.includes(room))).toEqual([]);
  });
});
