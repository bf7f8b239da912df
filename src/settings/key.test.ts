import { chmod, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keyReader } from "./key.ts";

let folder = "";
let path = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenuto-key-"));
  path = join(folder, "key");
});
afterEach(() => rm(folder, { recursive: true }));

const inFile = () => keyReader({ path, from: "config.yaml:1:1: key-file" });

/** As a careful program writes it: beside its place, then renamed. */
async function put(text: string, mode = 0o600): Promise<void> {
  await writeFile(`${path}.new`, text, { mode });
  await chmod(`${path}.new`, mode);
  await rename(`${path}.new`, path);
}

describe("a key in a file", () => {
  it("is the one that stands there now", async () => {
    await put("key-1\n");
    const read = inFile();
    expect([await read(), await read()]).toEqual(["key-1", "key-1"]);
    await put("key-2");
    expect(await read()).toBe("key-2");
  });

  it("is the former one while the file is away or empty", async () => {
    await put("key-1");
    const read = inFile();
    await read();
    await rm(path);
    expect(await read()).toBe("key-1");
    await put("");
    expect(await read()).toBe("key-1");
    await put("key-2");
    expect(await read()).toBe("key-2");
  });

  it.each<[string, string | null, number]>([
    ["is not there", null, 0],
    ["is empty", " \n", 0o600],
    ["others on this machine may read it", "sk-secret", 0o644],
    ["has 5000 bytes", "s".repeat(5_000), 0o600],
    ["white space", "sk-secret sk-secret", 0o600],
  ])("is refused where the file %s, with the place of the setting", async (says, text, mode) => {
    if (text !== null) await put(text, mode);
    const error = await inFile()().catch((thrown: unknown) => thrown);
    expect(String(error)).toContain(says);
    expect(String(error)).toContain("config.yaml:1:1: key-file");
    expect(String(error)).not.toContain("sk-secret");
  });
});

describe("a key from a function", () => {
  it("is asked for anew each time", async () => {
    let count = 0;
    const read = keyReader(async () => `key-${++count}`);
    expect([await read(), await read()]).toEqual(["key-1", "key-2"]);
  });

  it.each([undefined, "", 7, "two words"])("is refused where it gives %j", async (value) => {
    await expect(keyReader(() => value as string)()).rejects.toMatchObject({ code: "settings/key" });
  });
});
