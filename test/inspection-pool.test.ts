import { execFile } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { InspectionPool } from "../src/audio/inspection-pool.ts";
import { inspector, inspectorHere } from "../src/compose-audio.ts";
import type { AudioReport } from "../src/domain/audio-report.ts";
import { AudioError } from "../src/domain/errors.ts";
import type { Clock } from "../src/domain/runtime.ts";
import { liveRuntime } from "../src/engine/live-runtime.ts";

const ROOT = join(import.meta.dirname, "..");
const AUDIO = join(import.meta.dirname, "audio");
const PATH = "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin";
const BUILT = pathToFileURL(join(ROOT, "dist/compose-inspection-thread.js"));
const live = liveRuntime().clock;

/** What the stand-in of a thread answers with. */
type Answer = AudioReport & { readonly threadId: number; readonly inHand: number };

/** A clock whose sleeps end when the test says so. */
function stoppedClock(): Clock & { readonly asked: number[]; pass(): void } {
  const asked: number[] = [];
  let now = 0;
  let sleepers: { readonly end: number; readonly wake: () => void }[] = [];
  return {
    ...live,
    asked,
    monotonic: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        asked.push(ms);
        sleepers.push({ end: now + ms, wake: resolve });
        signal?.addEventListener("abort", () => reject(signal.reason));
      }),
    pass() {
      now = Math.max(now, ...sleepers.map(({ end }) => end));
      for (const { wake } of sleepers) wake();
      sleepers = [];
    },
  };
}

function standIn({ clock = live, threads = 1 }: { clock?: Clock; threads?: number } = {}) {
  const shared = new SharedArrayBuffer(8);
  const killed: number[] = [];
  const script = pathToFileURL(join(import.meta.dirname, "children/inspection-thread.mjs"));
  const kill = (group: number) => killed.push(group);
  const pool = new InspectionPool({ script, workerData: { shared }, clock, threads, kill });
  /** Resolves once the thread is busy and all that it said has come. */
  const busy = async () => {
    const flags = new Int32Array(shared);
    while (Atomics.load(flags, 0) === 0) await live.settled();
    Atomics.store(flags, 0, 0);
    for (let turn = 0; turn < 5; turn += 1) await live.settled();
  };
  return { pool, killed, busy };
}

describe("a thread that does not come to its end", () => {
  test("is ended with the program that it started, and the report has what was known", async () => {
    const clock = stoppedClock();
    const { pool, killed, busy } = standIn({ clock });
    const report = pool.inspect("/calls/stuck-late");
    await busy();
    clock.pass();
    await live.settled();
    expect(killed).toEqual([]);
    clock.pass();
    expect(await report).toMatchObject({
      file: "stuck-late",
      notChecked: "levels not checked: it took longer than 1 min 30 s",
    });
    expect(killed).toEqual([4_000_000]);
    expect(await pool.inspect("/calls/next")).toMatchObject({ file: "next" });
    await pool.close();
  });

  test("before it knew anything is told as what nobody could tell", async () => {
    const clock = stoppedClock();
    const { pool, killed, busy } = standIn({ clock });
    const report = pool.inspect("/calls/stuck-early", { timeoutMs: 5_000 });
    await busy();
    expect(clock.asked[0]).toBeGreaterThanOrEqual(5_000);
    clock.pass();
    expect(await report).toMatchObject({
      verdict: "warn",
      findings: [{ code: "unrecognized", message: "Nobody could tell what it is: it took longer than 5 s." }],
      notChecked: "not checked: it took longer than 5 s",
    });
    expect(killed).toEqual([4_000_000]);
    await pool.close();
  });

  test("is ended when nobody waits for it any more", async () => {
    const clock = stoppedClock();
    const { pool, killed, busy } = standIn({ clock });
    const abort = new AbortController();
    const report = pool.inspect("/calls/stuck-late", { signal: abort.signal });
    await busy();
    abort.abort(new Error("never mind"));
    await expect(report).rejects.toThrow("never mind");
    clock.pass();
    clock.pass();
    await live.settled();
    expect(killed).toEqual([4_000_000]);
    await pool.close();
  });

  test("is ended by a close, and whoever waits is told", async () => {
    const { pool, killed, busy } = standIn();
    const [first, second] = [pool.inspect("/calls/stuck-late"), pool.inspect("/calls/next")];
    await busy();
    await pool.close();
    expect((await first).notChecked).toBe("levels not checked: the inspector was closed");
    expect((await second).notChecked).toBe("not checked: the inspector was closed");
    expect(killed).toEqual([4_000_000]);
  });
});

describe("a thread that breaks down", () => {
  test.each([
    ["hungry", /^not checked: it needs more memory/],
    ["dies", /^not checked: the inspection broke down/],
  ])("as it is %s takes nobody with it", async (name, why) => {
    const { pool } = standIn();
    expect(await pool.inspect(`/calls/${name}`)).toMatchObject({
      verdict: "warn",
      notChecked: expect.stringMatching(why),
    });
    expect(await pool.inspect("/calls/next")).toMatchObject({ file: "next" });
    await pool.close();
  });
});

describe("the threads of a pool", () => {
  test("are as many as were asked for, kept for the next recording, one in the hand of each", async () => {
    const { pool } = standIn({ threads: 2 });
    const names = Array.from({ length: 12 }, (_, index) => `/calls/${index}`);
    const answers = (await Promise.all(names.map((name) => pool.inspect(name)))) as Answer[];
    expect(answers.map(({ file }) => `/calls/${file}`)).toEqual(names);
    expect(new Set(answers.map(({ threadId }) => threadId)).size).toBe(2);
    expect(Math.max(...answers.map(({ inHand }) => inHand))).toBeLessThanOrEqual(2);
    await pool.close();
  });

  test("go on when somebody in the queue, or with a recording in work, goes away", async () => {
    const { pool, busy } = standIn();
    const [first, second] = [new AbortController(), new AbortController()];
    const inWork = pool.inspect("/calls/waits", { signal: first.signal });
    const inQueue = pool.inspect("/calls/never", { signal: second.signal });
    const last = pool.inspect("/calls/last");
    await busy();
    second.abort(new Error("second"));
    await expect(inQueue).rejects.toThrow("second");
    first.abort(new Error("first"));
    await expect(inWork).rejects.toThrow("first");
    expect(await last).toMatchObject({ file: "last" });
    await expect(pool.inspect("/calls/late", { signal: first.signal })).rejects.toThrow("first");
    await pool.close();
  });

  test("pass on an error of ours with its class, its code and its remedy", async () => {
    const { pool } = standIn();
    const error = await pool.inspect("/calls/throws-ours").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AudioError);
    expect(error).toMatchObject({ code: "a/code", message: "what", remedy: "do", page: "docs/errors/a/code.md" });
    await pool.close();
  });
});

describe("the built threads", () => {
  test("tell the same as an inspection without threads", async () => {
    const settings = { pathVariable: PATH };
    const threads = inspector(settings, { script: BUILT, threads: 2 });
    const here = inspectorHere(settings);
    const files = ["clips/sonnet-1.mp3", "broken/truncated.flac", "broken/hls-playlist.mp3", "silence/room-hum.wav"];
    const told = await Promise.all(files.map((file) => threads.inspect(join(AUDIO, file))));
    for (const [index, file] of files.entries()) expect(told[index]).toEqual(await here.inspect(join(AUDIO, file)));
    const missing = threads.inspect(join(AUDIO, "nowhere.wav"));
    await expect(missing).rejects.toMatchObject({ name: "AudioError", code: "audio/missing" });
    await threads.close();
  });

  test("keep no process alive that has nothing else to do", async () => {
    const script = `
      import { inspector } from ${JSON.stringify(pathToFileURL(join(ROOT, "dist/compose-audio.js")).href)};
      const report = await inspector({ pathVariable: ${JSON.stringify(PATH)} }).inspect(process.argv[1]);
      console.log(report.verdict);
    `;
    const args = ["--input-type=module", "-e", script, join(AUDIO, "clips/cards-001.wav")];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(stdout).toBe("ok\n");
  });
});
