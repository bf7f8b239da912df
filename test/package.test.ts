import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import manifest from "../package.json" with { type: "json" };

const ROOT = join(import.meta.dirname, "..");
const PATIENCE_MS = 60_000;
const run = promisify(execFile);

/** A development tool of this project; its words, and whether it was content. */
async function tool(name: string, ...args: string[]): Promise<{ readonly content: boolean; readonly says: string }> {
  const script = join(ROOT, "node_modules", name);
  const options = { cwd: ROOT, env: { PATH: process.env.PATH ?? "", NO_COLOR: "1" }, maxBuffer: 16 * 1024 * 1024 };
  return run(process.execPath, [script, ...args], options).then(
    ({ stdout }) => ({ content: true, says: stdout }),
    (error: { stdout?: string; stderr?: string }) => ({ content: false, says: `${error.stdout}${error.stderr}` }),
  );
}

describe("the package", () => {
  let folder = "";
  let tarball = "";
  let installed = "";

  /** Packed as it would be published, and unpacked as npm would install it. */
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tenuto-package-"));
    await run("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder], { cwd: ROOT });
    tarball = join(folder, (await readdir(folder)).find((file) => file.endsWith(".tgz")) ?? "");
    const modules = join(folder, "node_modules");
    installed = join(modules, manifest.name);
    await mkdir(installed, { recursive: true });
    await run("tar", ["-xzf", tarball, "-C", installed, "--strip-components=1"]);
    for (const name of Object.keys(manifest.dependencies)) {
      const [first = name, second] = name.split("/");
      if (second !== undefined) await mkdir(join(modules, first), { recursive: true });
      await symlink(join(ROOT, "node_modules", name), join(modules, name));
    }
  }, PATIENCE_MS);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("is in order for those who publish", async () => {
    expect(await tool("publint/src/cli.js", tarball, "--strict")).toMatchObject({ content: true });
  });

  it("has types for every way in, as ES modules resolve them", { timeout: PATIENCE_MS }, async () => {
    const verdict = await tool("@arethetypeswrong/cli/dist/index.js", tarball, "--profile", "esm-only", "--no-emoji");
    expect(verdict).toMatchObject({ content: true, says: expect.stringContaining(`${manifest.name}/testing`) });
  });

  it("has no file, export or dependency that nobody uses", { timeout: PATIENCE_MS }, async () => {
    expect(await tool("knip/bin/knip.js", "--no-progress")).toEqual({ content: true, says: "" });
  });

  it("lets itself be imported by every name that it gives, and by none that it does not", async () => {
    const ways = Object.keys(manifest.exports).filter((path) => !path.endsWith(".json"));
    const names = ways.map((path) => path.replace(".", manifest.name));
    const script = join(folder, "user.mjs");
    await writeFile(
      script,
      `for (const name of ${JSON.stringify(names)}) console.log(name, Object.keys(await import(name)).length > 0);
       console.log(await import("${manifest.name}/dist/compose.js").catch((error) => error.code));`,
    );
    const { stdout } = await run(process.execPath, [script]);
    expect(stdout.trim().split("\n")).toEqual([
      ...names.map((name) => `${name} true`),
      "ERR_PACKAGE_PATH_NOT_EXPORTED",
    ]);
  });

  it("does without the logger and the database until somebody asks for them", async () => {
    const lean = join(folder, "lean");
    await cp(installed, join(lean, "node_modules", manifest.name), { recursive: true });
    for (const name of ["undici", "yaml", "zod"]) {
      await symlink(join(ROOT, "node_modules", name), join(lean, "node_modules", name));
    }
    const script = join(lean, "user.mjs");
    await writeFile(
      script,
      `import { createTenuto } from "${manifest.name}";
       const tenuto = createTenuto({ apiKey: "a-key" });
       console.log(await tenuto.jobs());
       await tenuto.close();`,
    );
    expect((await run(process.execPath, [script])).stdout).toBe("[]\n");
  });

  it("holds what runs and what is read, and no test", async () => {
    const files = await readdir(installed, { recursive: true });
    expect(files.filter((file) => /\.test\.|tsbuildinfo|\.ts$/.test(file.replace(/\.d\.ts$/, "")))).toEqual([]);
    for (const file of [
      "README.md",
      "LICENSE",
      "dist/cli/main.js",
      "docs/errors/README.md",
      "docs/errors/http/503.md",
      "dist/index.d.ts",
    ]) {
      expect(files).toContain(file);
    }
  });
});
