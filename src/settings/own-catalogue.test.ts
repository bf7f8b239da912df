import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GENERIC_ERRORS } from "../catalogue/generic.ts";
import type { SettingsError } from "../domain/errors.ts";
import { type OwnSource, withOwnEntries } from "./own-catalogue.ts";

const BUILT_IN = [GENERIC_ERRORS];
const ENTRY = `- code: own/proxy
  seen: reply
  message: Proxy {name} says no
  parameters: { name: { type: text, description: Its name } }
  description: The proxy is in a mood.
  advice: Ask again.
  class: server
  scope: attempt
  remedy: retry
`;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenuto-catalogue-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(text: string | Uint8Array): Promise<OwnSource> {
  const path = join(folder, "own.yaml");
  await writeFile(path, text);
  return { path };
}

const refusalOf = (source: OwnSource): Promise<SettingsError> =>
  withOwnEntries(BUILT_IN, source).then(
    () => Promise.reject(new Error("it was taken")),
    (error: SettingsError) => error,
  );

describe("own entries in a file", () => {
  it("are laid over the built-in ones, from YAML and from JSON", async () => {
    const lists = await withOwnEntries(BUILT_IN, await written(`${ENTRY}- overrides: http/503\n  attempts: 9\n`));
    expect(lists.flat().find(({ code }) => code === "http/503")?.attempts).toBe(9);
    expect(lists.at(-1)).toMatchObject([{ code: "own/proxy", message: "Proxy {name} says no" }]);
    const json = JSON.stringify([{ overrides: "http/503", advice: "Wait." }], null, "\t");
    expect((await withOwnEntries(BUILT_IN, await written(json))).flat()).toContainEqual(
      expect.objectContaining({ code: "http/503", advice: "Wait." }),
    );
  });

  it.each(["", "# nothing yet\n", "[]"])("are none in %j", async (text) => {
    expect(await withOwnEntries(BUILT_IN, await written(text))).toEqual([GENERIC_ERRORS, []]);
  });

  it.each([
    [ENTRY.replace("retry", "pray"), "9:11", '"remedy" cannot be "pray"'],
    [ENTRY.replace("seen: reply", "seen: replay"), "2:9", '"seen" cannot be "replay": it takes reply, job'],
    [`${ENTRY}  pattern: (a+)+\n`, "10:3", '"pattern" cannot stand here: patterns are not taken'],
    [ENTRY.replace("Proxy {name} says no", '"{name}"'), "3:12", 'The template "{name}" has no words'],
    [ENTRY.replace("  advice: Ask again.\n", ""), "1:3", '"advice" is missing'],
    [`${ENTRY}\n${ENTRY}`, "11:9", "entry 1 of the list has the code own/proxy too"],
    [`${ENTRY}- overrides: http/418\n`, "10:14", 'there is no built-in entry "http/418"'],
    [ENTRY.replace("message: Proxy {name} says no", "status: [503]"), "1:3", "claimed by http/503"],
    ["code: own/proxy", "1:1", "a list of entries is expected, and this is a group of words"],
  ])("that are wrong are refused with line and column: %j", async (text, place, says) => {
    const { code, message } = await refusalOf(await written(text));
    expect(code).toBe("settings/catalogue");
    expect(message).toContain(`own.yaml:${place}: `);
    expect(message).toContain(says);
  });

  it("are refused with all that is wrong, up to twenty", async () => {
    const two = await refusalOf(await written(ENTRY.replace("server", "sever").replace("retry", "pray")));
    expect(two.message).toContain("7:10");
    expect(two.remedy).toMatch(/^Also:\n.*:9:11: "remedy" cannot be "pray": it takes .*\.\ndocs.catalogue/);
    const many = await refusalOf(await written("- overrides: none\n".repeat(50)));
    const told = `${many.message}\n${many.remedy}`.match(/own\.yaml:\d+:14/g) ?? [];
    expect(new Set(told).size).toBe(20);
    expect(many.remedy).toMatch(/And \d+ more\./);
  });

  it.each<[string, string | Uint8Array, string]>([
    ["is not YAML", "- code: [", "own.yaml:1:10: "],
    ["is not text", new Uint8Array([0x2d, 0x20, 0xff]), "is not UTF-8 text"],
    ["is too long", "#".repeat(1024 * 1024 + 1), "has 1048577 bytes, and 1048576 is the most"],
  ])("are refused where the file %s", async (_, text, says) => {
    const { code, message } = await refusalOf(await written(text));
    expect(code).toBe("settings/catalogue-file");
    expect(message).toContain(says);
  });

  it("are refused where there is no file, or what never ends", async () => {
    await mkdir(join(folder, "a-folder"));
    for (const [name, says] of [
      ["nothing", "cannot be read (ENOENT)"],
      ["a-folder", "is no file"],
    ]) {
      const error = await refusalOf({ path: join(folder, name ?? "") });
      expect(error).toMatchObject({ code: "settings/catalogue-file", message: expect.stringContaining(says ?? "") });
    }
    expect((await refusalOf({ path: "/dev/zero" })).message).toContain("is no file");
  });
});

describe("own entries in a program", () => {
  it("that are wrong are refused with index and field", async () => {
    const items = [
      { overrides: "http/503", attempts: 9 },
      { overrides: "http/502", pace: { minMs: 1, maxMs: 2_000 } },
    ];
    const { code, message } = await refusalOf({ items });
    expect(code).toBe("settings/catalogue");
    expect(message).toMatch(/^catalogue\[1\]\.pace\.minMs: "pace" cannot be 1: /);
    expect((await refusalOf({ items: "own.yaml" })).message).toMatch(/^catalogue: a list of entries is expected/);
  });
});
