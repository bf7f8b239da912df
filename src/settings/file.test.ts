import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseSettings, readSettingsFiles } from "./file.ts";

const NAMES = ["region", "store", "catalogue", "base-url", "retention.older-than", "keys.assemblyai"];
const parse = (text: string, kind: "project" | "user" = "user") => parseSettings(text, "/p/tenuto.yaml", kind, NAMES);

describe("a settings file", () => {
  it("gives each value with its place", async () => {
    const values = await parse("region: eu\nretention:\n  older-than:   7d\nstore: jobs.db\ncatalogue: own.yaml");
    expect([...values]).toEqual([
      ["region", { value: "eu", from: "/p/tenuto.yaml:1:9: region" }],
      ["retention.older-than", { value: "7d", from: "/p/tenuto.yaml:3:17: retention.older-than" }],
      ["store", { value: "/p/jobs.db", from: "/p/tenuto.yaml:4:8: store" }],
      ["catalogue", { value: "/p/own.yaml", from: "/p/tenuto.yaml:5:12: catalogue" }],
    ]);
  });

  it.each(["", "# nothing\n", "region:\n", "---\n"])("says nothing where nothing stands: %j", async (text) => {
    expect((await parse(text)).size).toBe(0);
  });

  it.each([
    ["region: [eu]", "1:1"],
    ["retention: 7d", "1:1"],
    ["region: eu\ncolour: red", "2:1"],
    ["region: eu\nregion: us", "2:1"],
    ["a: &x 1\nregion: *x", "1:1"],
    ["- region", "tenuto.yaml"],
    ["? [a, b]\n: c", "1:1"],
    ["? ".repeat(10_000), "1:200"],
  ])("is refused for %j, with the place", async (text, place) => {
    await expect(parse(text)).rejects.toThrow(place);
    await expect(parse(text)).rejects.toMatchObject({ code: "settings/file" });
  });

  it("takes keys and an address from the user, and from no project", async () => {
    const keys = "keys: { assemblyai: SECRET }";
    expect((await parse(keys)).get("keys.assemblyai")?.value).toBe("SECRET");
    for (const text of [keys, "api-key: SECRET", "base-url: https://example.com"]) {
      const refused = parse(text, "project");
      await expect(refused).rejects.toMatchObject({ code: "settings/file-key" });
      await expect(refused).rejects.not.toThrow("SECRET");
    }
  });
});

describe("the settings files that count", () => {
  let home = "";
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "tenuto-settings-"));
    await mkdir(join(home, "a", "b"), { recursive: true });
  });
  afterEach(() => rm(home, { recursive: true }));

  const found = async (folder: string, top = home) => {
    const places = { folder: join(home, folder), home: top, userFile: join(home, "user.yaml") };
    return (await readSettingsFiles(places, NAMES)).map(({ path }) => path.slice(home.length + 1));
  };

  it("are the nearest of the project's and then the user's own", async () => {
    expect(await found("a/b")).toEqual([]);
    await writeFile(join(home, "tenuto.yaml"), "region: eu");
    await writeFile(join(home, "user.yaml"), "region: us");
    expect(await found("a/b")).toEqual(["tenuto.yaml", "user.yaml"]);
    await writeFile(join(home, "a", "tenuto.yaml"), "region: us");
    expect(await found("a/b")).toEqual(["a/tenuto.yaml", "user.yaml"]);
  });

  it("lie no higher than the home", async () => {
    await writeFile(join(home, "tenuto.yaml"), "region: eu");
    expect(await found("a/b", join(home, "a"))).toEqual([]);
  });
});
