import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ownFolder, run, start } from "./command.ts";
import { makeRecordings } from "./recordings.ts";
import { startTwin } from "./twin-process.ts";

/** Trying that again would end the same way. */
const FINAL = "assemblyai/transcoding-failed";

/** A folder with three recordings, and the command over them at a twin with these flags. */
async function world(...twinFlags: readonly string[]) {
  const folder = await ownFolder();
  const recordings = await makeRecordings(folder, 3);
  const twin = await startTwin(folder, ["--texts", recordings.texts, ...twinFlags]);
  const command = ["transcribe", ...recordings.paths, "-o", "out", "--base-url", twin.url, "--poll-floor", "50ms"];
  return { folder, twin, command };
}

describe("the exit code of the built command", { timeout: 40_000 }, () => {
  it("is 0 when everything is done, and when it was done before", async () => {
    const { folder, command } = await world();
    expect((await run(folder, command)).code).toBe(0);
    expect((await run(folder, command)).code).toBe(0);
  });

  it("is 1 when something is wrong inside, such as with the store", async () => {
    const { folder, command } = await world();
    await writeFile(
      join(folder, "jobs.db"),
      "this is no store of jobs, but a text that is long enough to be looked at",
    );
    expect((await run(folder, [...command, "--store", "jobs.db"])).code).toBe(1);
  });

  it("is 2 when the command cannot be understood or nothing of it can be used", async () => {
    const { folder, command } = await world();
    expect((await run(folder, [...command, "--concurrency", "many"])).code).toBe(2);
    expect((await run(folder, ["transcribe", "missing.wav"])).code).toBe(2);
    expect((await run(folder, command, { ASSEMBLYAI_API_KEY: "" })).code).toBe(2);
  });

  it("is 3 when some failed for good and others did not", async () => {
    const { folder, command } = await world("--fault", `job:2:${FINAL}`);
    expect((await run(folder, command)).code).toBe(3);
  });

  it("is 4 when none succeeded", async () => {
    const { folder, command } = await world("--fault", `job:always:${FINAL}`);
    expect((await run(folder, command)).code).toBe(4);
  });

  it("is 4 when the credentials were refused", async () => {
    const { folder, command } = await world("--key", "another");
    expect((await run(folder, command)).code).toBe(4);
  });

  it("is 5 when work is left that can be resumed", async () => {
    const { folder, command } = await world("--processing", "300ms", "--fault", `job:1:${FINAL}`);
    const { code, stderr } = await run(folder, [...command, "-j", "1", "--fail-fast"]);
    expect(code).toBe(5);
    const resume = /tenuto (resume run_\w+)/.exec(stderr)?.[1] ?? "";
    expect((await run(folder, resume.split(" "))).code).toBe(0);
  });

  it("is 6 when there is no recording and that was asked for, and else 0", async () => {
    const folder = await ownFolder();
    await mkdir(join(folder, "calls"));
    expect((await run(folder, ["transcribe", "calls", "--fail-on-nothing"])).code).toBe(6);
    expect((await run(folder, ["transcribe", "calls"])).code).toBe(0);
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("after %s is %i", async (signal, expected) => {
    const { folder, twin, command } = await world("--processing", "20s");
    const running = start(folder, command);
    await expect.poll(async () => (await twin.ledger()).created, { timeout: 10_000 }).toBeGreaterThan(0);
    running.process.kill(signal);
    expect((await running.ended).code).toBe(expected);
  });
});
