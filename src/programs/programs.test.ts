import { describe, expect, test } from "vitest";
import type { ProgramLimits } from "../domain/programs.ts";
import { hostPrograms, killProcesses } from "./programs.ts";

const programs = hostPrograms();
const limits: ProgramLimits = { timeoutMs: 10_000, outputBytes: 1_000_000 };
const node = (script: string, within: ProgramLimits = limits) => programs.run(process.execPath, ["-e", script], within);

describe("a program of this machine", () => {
  test("gives its output, its complaint and its exit code", async () => {
    const end = await node("console.log('out'); console.error('err'); process.exitCode = 3");
    expect(end).toEqual({ kind: "exited", code: 3, stdout: "out\n", stderr: "err\n" });
  });

  test("gets its arguments as they are, without a shell", async () => {
    const end = await programs.run(process.execPath, ["-p", "process.argv[1]", "$HOME; `id` *"], limits);
    expect(end).toMatchObject({ kind: "exited", code: 0, stdout: "$HOME; `id` *\n" });
  });

  test("sees a search path, a home that is nobody's and a locale, and none of our keys", async () => {
    process.env.TENUTO_TEST_KEY = "secret";
    try {
      const end = await node("console.log(Object.keys(process.env).sort().join())");
      expect(end).toMatchObject({ stdout: "HOME,LANG,PATH\n" });
    } finally {
      delete process.env.TENUTO_TEST_KEY;
    }
  });

  test("finds its standard input closed", async () => {
    const end = await node("process.stdin.on('end', () => console.log('end')).resume()");
    expect(end).toMatchObject({ kind: "exited", stdout: "end\n" });
  });

  test("is missing when nothing of that name is on the search path", async () => {
    expect(await programs.run("no-such-program-here", [], limits)).toEqual({
      kind: "missing",
      program: "no-such-program-here",
    });
    expect(await hostPrograms("/nowhere").version("node")).toBeNull();
  });

  test("ends with code 126 and the reason when it is there and cannot be run", async () => {
    const end = await programs.run("/etc", [], limits);
    expect(end).toMatchObject({ kind: "exited", code: 126, stderr: expect.stringContaining("EACCES") });
    expect(await programs.run("node", ["\0"], limits)).toMatchObject({ kind: "exited", code: 126 });
  });

  test("tells its version, or at least that it is there", async () => {
    expect(await programs.version("sh")).toBe("sh (says no version)");
  });
});

describe("a program's output as it comes", () => {
  const stream = (script: string, onOutput: (piece: Uint8Array) => void, within: ProgramLimits = limits) =>
    programs.stream(process.execPath, ["-e", script], within, onOutput);

  test("is given piece by piece, all of it, and kept nowhere", async () => {
    const bytes = 5_000_000;
    let taken = 0;
    let largest = 0;
    const end = await stream(
      `process.stdout.write(Buffer.alloc(${bytes}))`,
      (piece) => {
        taken += piece.length;
        largest = Math.max(largest, piece.length);
      },
      { ...limits, outputBytes: bytes },
    );
    expect(end).toEqual({ kind: "exited", code: 0, stdout: "", stderr: "" });
    expect(taken).toBe(bytes);
    expect(largest).toBeLessThan(bytes / 4);
  });

  test("counts against the limit of output", async () => {
    let taken = 0;
    const end = await stream("process.stdout.write(Buffer.alloc(5_000_000))", (piece) => {
      taken += piece.length;
    });
    expect(end).toMatchObject({ kind: "killed", why: "output" });
    expect(taken).toBeLessThanOrEqual(limits.outputBytes);
  });

  test("kills the program when whoever takes it throws, and the error comes out", async () => {
    const end = stream("setInterval(() => console.log('more'), 5)", () => {
      throw new Error("not what was expected");
    });
    await expect(end).rejects.toThrow("not what was expected");
  });
});

test("whoever watches is told of each process group as it begins and as it is over", async () => {
  const told: [number, boolean][] = [];
  const watched = hostPrograms(undefined, (group, alive) => told.push([group, alive]));
  const end = await watched.run(process.execPath, ["-p", "process.pid"], limits);
  const pid = Number(end.kind === "exited" && end.stdout);
  expect(told).toEqual([
    [pid, true],
    [pid, false],
  ]);
  expect(killProcesses(pid)).toBe(false);
});

describe("a limit", () => {
  test("of time kills the program", async () => {
    const end = await node("console.error('busy'); setInterval(() => {}, 1000)", { ...limits, timeoutMs: 500 });
    expect(end).toEqual({ kind: "killed", why: "time", stderr: "busy\n" });
  });

  test("of output kills the program and keeps nothing of it", async () => {
    const end = await node("for (;;) console.log('x'.repeat(1000))", { ...limits, outputBytes: 5000 });
    expect(end).toMatchObject({ kind: "killed", why: "output" });
  });

  test("keeps the end of a long complaint", async () => {
    const end = await node("process.stderr.write('x'.repeat(100000) + 'the reason')");
    expect(end).toMatchObject({ kind: "exited" });
    if (end.kind !== "exited") return;
    expect(end.stderr).toHaveLength(16 * 1024);
    expect(end.stderr).toMatch(/the reason$/);
  });

  test("takes everything the program has started with it", async () => {
    const parent = `
      const { spawn } = require("node:child_process");
      spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
      setInterval(() => {}, 1000);
    `;
    // The grandchild holds the output open: a run that left it alive would not end.
    const end = await node(parent, { ...limits, timeoutMs: 700 });
    expect(end).toMatchObject({ kind: "killed", why: "time" });
  });
});

test("the end of this process takes its programs with it, and leaves nothing to do once they are gone", async () => {
  const before = process.listeners("exit");
  const end = node("setInterval(() => {}, 1000)");
  const added = process.listeners("exit").filter((listener) => !before.includes(listener));
  expect(added).toHaveLength(1);
  for (const listener of added) listener.call(process, 0);
  expect(await end).toEqual({ kind: "killed", why: "signal", stderr: "" });
  expect(process.listeners("exit")).toEqual(before);
});

describe("an abort", () => {
  test("kills the program at once", async () => {
    const abort = new AbortController();
    const end = node("setInterval(() => {}, 1000)", { ...limits, signal: abort.signal });
    abort.abort();
    expect(await end).toEqual({ kind: "killed", why: "aborted", stderr: "" });
  });

  test("that came before the start keeps the program from running", async () => {
    expect(await node("", { ...limits, signal: AbortSignal.abort() })).toMatchObject({ why: "aborted" });
  });

  test("leaves no listener behind on a signal that lives longer", async () => {
    let listeners = 0;
    const signal = new AbortController().signal;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...args);
    };
    await node("", { ...limits, signal });
    expect(listeners).toBe(0);
  });
});
