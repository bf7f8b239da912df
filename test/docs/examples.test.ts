import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { liveRuntime } from "../../src/engine/live-runtime.ts";
import { hostPrograms } from "../../src/programs/programs.ts";
import { assemblyaiServer } from "../../src/providers/assemblyai/server.ts";
import { serveTwin } from "../../src/twin/http.ts";
import { CALM } from "../../src/twin/script.ts";
import { type Example, examplesIn } from "./examples.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SAMPLE = join(ROOT, "samples", "goforward.wav");
/** Inside the package, so that the examples find it under its own name. */
const SCRIPTS = join(ROOT, "dist", "examples");
const run = promisify(execFile);

/** What an example calls that cannot do without ffmpeg. */
const NEEDS_FFMPEG = /\brepair\(/;
const hasFfmpeg = (await hostPrograms(process.env.PATH).version("ffmpeg")) !== null;

const pages = [
  "README.md",
  ...(await readdir(join(ROOT, "docs"))).filter((file) => file.endsWith(".md")).map((file) => `docs/${file}`),
];
const all = await Promise.all(pages.map(async (page) => examplesIn(page, await readFile(join(ROOT, page), "utf8"))));

/** A host that serves the recording, for what is fetched. */
async function serveRecording() {
  const wav = await readFile(SAMPLE);
  const server = createServer((_, reply) => reply.writeHead(200, { "content-type": "audio/wav" }).end(wav));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/call.wav`, close: () => server.close() };
}

/** Runs an example in a folder of its own, against a twin that hears what is in the samples. */
async function play({ code }: Example, name: string): Promise<{ stdout: string; stderr: string }> {
  const folder = await mkdtemp(join(tmpdir(), "tenuto-example-"));
  const script = join(SCRIPTS, `${name}.mjs`);
  const texts = join(ROOT, "samples");
  const twin = await serveTwin({ server: assemblyaiServer, scenario: CALM, seed: 1, runtime: liveRuntime(), texts });
  const recording = await serveRecording();
  try {
    await writeFile(script, code);
    await copyFile(SAMPLE, join(folder, "call.wav"));
    const env = {
      PATH: process.env.PATH ?? "",
      ASSEMBLYAI_API_KEY: "a-key",
      ASSEMBLYAI_BASE_URL: twin.url,
      RECORDING_URL: recording.url,
      TENUTO_PRESET: "realtime",
    };
    return await run(process.execPath, [script], { cwd: folder, env });
  } finally {
    recording.close();
    await twin.close();
    await rm(folder, { recursive: true, force: true });
  }
}

describe.concurrent("an example", () => {
  beforeAll(() => mkdir(SCRIPTS, { recursive: true }));
  afterAll(() => rm(SCRIPTS, { recursive: true, force: true }));

  it.for(all.flat())(
    "runs as it stands, and prints what it says: $page, line $line",
    async (example, { expect, skip }) => {
      skip(!hasFfmpeg && NEEDS_FFMPEG.test(example.code), "needs ffmpeg");
      const { stdout, stderr } = await play(example, `${example.page.replace(/\W/g, "-")}-${example.line}`);
      expect(stderr).toBe("");
      expect(stdout).toBe(example.prints);
    },
  );
});

it("is there for every public function and class", async () => {
  const api = await readFile(join(ROOT, "test", "api.txt"), "utf8");
  const names = [...api.matchAll(/^ {2}(?:function|class) (\w+)/gm)].map(([, name = ""]) => name);
  expect(names.length).toBeGreaterThan(40);
  const code = all
    .flat()
    .map((example) => example.code)
    .join("\n");
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(code))).toEqual([]);
});
