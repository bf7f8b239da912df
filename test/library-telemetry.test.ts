import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { metrics, trace } from "@opentelemetry/api";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { within } from "./engine/otel-context.ts";
import { Recorder } from "./engine/otel-recorder.ts";
import { LibraryHouses, RAW_KEY, recording } from "./library-house.ts";

const CALLER = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" };
const ROOT = fileURLToPath(new URL("..", import.meta.url));

const houses = new LibraryHouses();
const recorders: Recorder[] = [];

afterEach(async () => {
  await houses.close();
  trace.disable();
  metrics.disable();
  for (const recorder of recorders.splice(0)) await recorder.close();
});
afterAll(() => houses.dispose());

function registered(): Recorder {
  const recorder = new Recorder();
  recorders.push(recorder);
  trace.setGlobalTracerProvider(recorder.tracers);
  metrics.setGlobalMeterProvider(recorder.meters);
  return recorder;
}

describe("the library with telemetry", () => {
  it("tells a call within its caller's trace, into what the program has registered", async () => {
    const recorder = registered();
    const { tenuto } = await houses.open("processing: 0s", { telemetry: true });
    await within(CALLER, () => tenuto.transcribe(recording("hello there"), { name: "private.mp3" }));
    await tenuto.close();
    expect(recorder.drawn()).toEqual([
      "transcription",
      "  upload",
      "    POST /v2/upload",
      "  submit",
      "    POST /v2/transcript",
      "  wait",
    ]);
    expect(recorder.roots.map(({ parentSpanContext }) => parentSpanContext)).toMatchObject([CALLER]);
    expect(await recorder.figures()).toMatchObject({ "tenuto.jobs assemblyai completed": 1 });
  });

  it("keeps the caller's trace with the job, and tells what it is given its own tracer for", async () => {
    const recorder = new Recorder();
    recorders.push(recorder);
    const { tenuto } = await houses.open("processing: 0s", { telemetry: recorder.options });
    const job = await within(CALLER, () => tenuto.submit(recording("hello there")));
    await job.result();
    expect((await job.read()).request.trace).toBe(`00-${CALLER.traceId}-${CALLER.spanId}-01`);
    await tenuto.close();
    expect(recorder.roots).toHaveLength(1);
    const all = recorder.spans.map(({ attributes, events, links }) => ({ attributes, events, links }));
    expect(JSON.stringify(all)).not.toContain(RAW_KEY);
  });

  it("tells a job that another process left behind, once and linked to who asked for it", async () => {
    const store = `${await houses.folder}/left.db`;
    const { tenuto, twin } = await houses.open("processing: 1s", { telemetry: registered().options, store });
    const { id } = await within(CALLER, () => tenuto.submit(recording("hello again")));
    await tenuto.close();
    const recorder = new Recorder();
    recorders.push(recorder);
    const next = houses.inFrontOf(twin, { telemetry: recorder.options, store });
    await (await next.job(id))?.result();
    await next.close();
    expect(recorders[0]?.spans).toEqual([]);
    expect(recorder.roots.map(({ links }) => links.map(({ context }) => context))).toMatchObject([[CALLER]]);
  });

  it("tells nothing, and keeps no trace, where nobody has registered anything", async () => {
    const { tenuto } = await houses.open("processing: 0s", { telemetry: true });
    const job = await within(CALLER, () => tenuto.submit(recording("hello there")));
    await job.result();
    const recorder = registered();
    expect((await job.read()).request.trace).toBeUndefined();
    await tenuto.close();
    expect(recorder.spans).toEqual([]);
  });
});

/** Whether OpenTelemetry's API is loaded by the end of a process of its own that does this. */
async function loadsApi(code: string, env: Readonly<Record<string, string>> = {}): Promise<boolean> {
  const script = `import { createRequire } from "node:module";
    const { cache } = createRequire(import.meta.url);
    const isLoaded = () => Object.keys(cache).some((path) => /@opentelemetry.api/.test(path));
    process.on("exit", () => process.stdout.write(isLoaded() ? "loaded" : "not loaded"));
    ${code}`;
  const args = ["--input-type=module", "-e", script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...env } });
  expect(stdout).toMatch(/loaded$/);
  return !stdout.endsWith("not loaded");
}

describe("without telemetry nothing of OpenTelemetry is loaded", () => {
  it("by the library", async () => {
    const calling = (options: string) =>
      `import { createTenuto } from "./dist/index.js";
       const tenuto = createTenuto(${options}); await tenuto.jobs(); await tenuto.close();`;
    expect(await loadsApi(calling('{ provider: "local", telemetry: true }'))).toBe(true);
    expect(await loadsApi(calling('{ provider: "local" }'))).toBe(false);
  });

  it("by the command", async () => {
    const { twin } = await houses.open("processing: 0s");
    const store = `${await houses.folder}/command.db`;
    const words = ["transcribe", "samples/goforward.wav", "--store", store, "--prepare", "off", "--poll-floor", "10ms"];
    const command = `process.argv.splice(1, 9, ...${JSON.stringify(words)}); await import("./dist/cli/main.js");`;
    expect(await loadsApi(command, { ASSEMBLYAI_API_KEY: RAW_KEY, ASSEMBLYAI_BASE_URL: twin.url })).toBe(false);
  });
});
