import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const FASTER = fileURLToPath(new URL("../bench/children/faster.mjs", import.meta.url));
const run = promisify(execFile);

/** What a program says at its end that lives `factor` times as fast. */
async function hurried(factor: number, program: string): Promise<Readonly<Record<string, number>>> {
  const startedAt = Date.now();
  const env = { PATH: "", BENCH_FACTOR: String(factor), BENCH_START: String(startedAt) };
  const words = ["--import", FASTER, "--input-type=module", "--eval", program];
  const { stdout } = await run(process.execPath, words, { env });
  return JSON.parse(stdout);
}

/** Waits five seconds in the way that `wait` names; says how long that was by each clock, and between what it really was. */
const waiting = (wait: string): string => `
  import { promisify } from "node:util";
  import timers from "node:timers";
  import { setTimeout as sleep } from "node:timers/promises";
  const real = () => Number(process.hrtime.bigint()) / 1e6;
  const outer = real();
  const [byDate, byElapsed] = [Date.now(), performance.now()];
  const inner = real();
  await ${wait};
  const shortest = real() - inner;
  const [date, constructed, elapsed] = [Date.now() - byDate, new Date().getTime() - byDate, performance.now() - byElapsed];
  console.log(JSON.stringify({ date, constructed, elapsed, shortest, longest: real() - outer }));`;

describe("a process that lives faster", () => {
  it.each([
    ["a timer", "new Promise((resolve) => setTimeout(resolve, 5_000))"],
    ["an interval", "new Promise((resolve) => { const all = setInterval(() => resolve(clearInterval(all)), 5_000); })"],
    ["a timer as a promise", "sleep(5_000)"],
    ["a timer made a promise", "promisify(setTimeout)(5_000)"],
    ["a timer of the module", "new Promise((resolve) => timers.setTimeout(resolve, 5_000))"],
    [
      "a signal",
      'new Promise((resolve) => { AbortSignal.timeout(5_000).addEventListener("abort", resolve); timers.setTimeout(() => {}, 5_100); })',
    ],
  ])("has all its clocks agree on how long it waited: %s", async (_way, wait) => {
    const { date = 0, constructed = 0, elapsed = 0, shortest = 0, longest = 0 } = await hurried(50, waiting(wait));
    for (const told of [date, constructed, elapsed]) {
      // A timer may fire a millisecond early, and dates are whole milliseconds of the faster time.
      expect(told).toBeGreaterThan(4_900);
      expect(told).toBeGreaterThan(shortest * 50 - 2);
      expect(told).toBeLessThan(longest * 50 + 2);
    }
    expect(longest).toBeLessThan(4_000);
  });

  it("leaves dates that somebody names as they are", async () => {
    const program =
      'console.log(JSON.stringify({ named: +new Date("2030-01-02T00:00:00Z"), is: Number(new Date() instanceof Date), parsed: Date.parse("1970-01-01T00:00:01Z") }))';
    expect(await hurried(20, program)).toEqual({ named: Date.UTC(2030, 0, 2), is: 1, parsed: 1_000 });
  });

  it("is like any other where it is to live at the world's pace", async () => {
    const program = "console.log(JSON.stringify({ off: Date.now() - (performance.timeOrigin + performance.now()) }))";
    expect(Math.abs((await hurried(1, program)).off ?? Number.NaN)).toBeLessThan(50);
  });
});
