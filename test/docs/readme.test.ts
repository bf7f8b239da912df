import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { liveRuntime } from "../../src/engine/live-runtime.ts";
import { assemblyaiServer } from "../../src/providers/assemblyai/server.ts";
import { serveTwin } from "../../src/twin/http.ts";
import { CALM } from "../../src/twin/script.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

test("the README's library example runs as it stands", async () => {
  const readme = await readFile(join(ROOT, "README.md"), "utf8");
  const example = /```js\n([\s\S]+?)```/.exec(readme)?.[1] ?? "";
  expect(example).toContain("createTenuto");
  const folder = await mkdtemp(join(tmpdir(), "tenuto-readme-"));
  // Inside the package, so that it finds itself under its own name.
  const script = join(ROOT, "dist", "readme-example.mjs");
  const twin = await serveTwin({
    server: assemblyaiServer,
    scenario: CALM,
    seed: 1,
    runtime: liveRuntime(),
    texts: join(ROOT, "samples"),
  });
  try {
    await writeFile(script, example);
    await copyFile(join(ROOT, "samples", "goforward.wav"), join(folder, "call.mp3"));
    const environment = { PATH: "", ASSEMBLYAI_API_KEY: "a-key", ASSEMBLYAI_BASE_URL: twin.url };
    const run = promisify(execFile);
    const { stdout, stderr } = await run(process.execPath, [script], { cwd: folder, env: environment });
    expect(stderr).toBe("");
    expect(stdout).toBe("go forward ten meters\n");
  } finally {
    await twin.close();
    await rm(script, { force: true });
    await rm(folder, { recursive: true, force: true });
  }
});
