import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");

describe("closing line of a test run", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "tenuto-closing-line-"));
    await mkdir(join(folder, "test"));
    await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Runs the given test files under the project's own configuration. */
  async function run(files: Record<string, string>): Promise<{ code: number; lastLine: string }> {
    for (const [name, text] of Object.entries(files)) {
      await writeFile(join(folder, "test", name), `import { expect, it } from "vitest";\n${text}`);
    }
    const args = [
      "node_modules/vitest/vitest.mjs",
      "run",
      "--config",
      join(ROOT, "vitest.config.ts"),
      "--root",
      folder,
    ];
    return new Promise((resolve) => {
      execFile(process.execPath, args, { cwd: folder }, (error, stdout) => {
        resolve({ code: Number(error?.code ?? 0), lastLine: String(stdout.trimEnd().split("\n").at(-1)) });
      });
    });
  }

  it("counts what passed, failed and was skipped, and keeps the exit code", async () => {
    const mixed =
      'it("a", () => {});\nit("b", () => {});\nit("c", () => expect(1).toBe(2));\nit.skip("d", () => {});\n';
    expect(await run({ "mixed.test.ts": mixed })).toEqual({ code: 1, lastLine: "2 passed, 1 failed, 1 skipped" });
    expect(await run({ "mixed.test.ts": 'it("e", () => {});\n' })).toEqual({
      code: 0,
      lastLine: "1 passed, 0 failed, 0 skipped",
    });
  });

  it("counts a file that cannot be loaded, and an error outside of any test, as failed", async () => {
    const files = {
      "broken.test.ts": 'throw new Error("broken");\n',
      "stray.test.ts": 'it("f", () => {\n  void Promise.reject(new Error("stray"));\n});\n',
    };
    expect(await run(files)).toEqual({ code: 1, lastLine: "1 passed, 2 failed, 0 skipped" });
  });
});
