import { type ChildProcess, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import type { ProgramEnd, ProgramLimits, StreamingPrograms } from "../domain/programs.ts";

/** Where programs are looked for when nobody says otherwise; the last is Homebrew's. */
const USUAL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/homebrew/bin";

/** A program's complaint stands at the end of what it says. */
const STDERR_BYTES = 16 * 1024;
/** Longest time one timer can be set for; more would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** The shell's exit code for a program that is there and cannot be run. */
const CANNOT_RUN = 126;
const VERSION_LIMITS: ProgramLimits = { timeoutMs: 10_000, outputBytes: 64 * 1024 };

/** Told of each process group as it begins and ends, for whoever must end it when the teller no longer can. */
export type ProcessWatch = (group: number, alive: boolean) => void;

/**
 * Child processes of this machine. Each leads a process group of its own and is killed with everything it started: over
 * a limit, on an abort, and when this process ends. It is given `path`, a locale and nothing else of our environment,
 * for that holds the keys of accounts.
 *
 * A program that is there and cannot be run ends as `exited` with code 126, the reason in `stderr`.
 */
export function hostPrograms(path: string = USUAL_PATH, watch: ProcessWatch = () => {}): StreamingPrograms {
  const env = { PATH: path, HOME: tmpdir(), LANG: "C.UTF-8" };
  const alive = new Set<ChildProcess>();
  const killAll = () => {
    for (const child of alive) killGroup(child);
  };

  function start(program: string, args: readonly string[]): ChildProcess {
    const child = spawn(program, args, { cwd: "/", env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    if (alive.size === 0) process.on("exit", killAll);
    alive.add(child);
    if (child.pid !== undefined) watch(child.pid, true);
    return child;
  }

  function forget(child: ChildProcess): void {
    alive.delete(child);
    if (child.pid !== undefined) watch(child.pid, false);
    if (alive.size === 0) process.off("exit", killAll);
  }

  async function stream(
    program: string,
    args: readonly string[],
    limits: ProgramLimits,
    onOutput: (piece: Uint8Array) => void,
  ): Promise<ProgramEnd> {
    if (limits.signal?.aborted) return { kind: "killed", why: "aborted", stderr: "" };
    let child: ChildProcess;
    try {
      child = start(program, args);
    } catch (error) {
      return cannotRun(program, error);
    }
    return watched(child, program, limits, onOutput).finally(() => forget(child));
  }

  async function run(program: string, args: readonly string[], limits: ProgramLimits): Promise<ProgramEnd> {
    const pieces: Uint8Array[] = [];
    const end = await stream(program, args, limits, (piece) => pieces.push(piece));
    return end.kind === "exited" ? { ...end, stdout: Buffer.concat(pieces).toString("utf8") } : end;
  }

  async function version(program: string): Promise<string | null> {
    const end = await run(program, ["-version"], VERSION_LIMITS);
    if (end.kind === "missing") return null;
    const said = end.kind === "exited" && end.code === 0 ? end.stdout.trim().split("\n")[0] : undefined;
    return said || `${program} (says no version)`;
  }

  return { run, stream, version };
}

function watched(
  child: ChildProcess,
  program: string,
  limits: ProgramLimits,
  onOutput: (piece: Uint8Array) => void,
): Promise<ProgramEnd> {
  let stdoutBytes = 0;
  let stderr = Buffer.alloc(0);
  let killed: "time" | "output" | "aborted" | null = null;
  let thrown: { readonly error: unknown } | null = null;

  const kill = (why: "time" | "output" | "aborted") => {
    killed ??= why;
    killGroup(child);
  };
  const abort = () => kill("aborted");
  const timer = setTimeout(() => kill("time"), Math.min(limits.timeoutMs, LONGEST_TIMER_MS));
  limits.signal?.addEventListener("abort", abort, { once: true });

  const take = (piece: Uint8Array) => {
    try {
      onOutput(piece);
    } catch (error) {
      thrown = { error };
      killGroup(child);
    }
  };
  child.stdout?.on("data", (piece: Buffer) => {
    stdoutBytes += piece.length;
    if (stdoutBytes > limits.outputBytes) kill("output");
    else if (thrown === null) take(piece);
  });
  child.stderr?.on("data", (piece: Buffer) => {
    stderr = Buffer.concat([stderr, piece]).subarray(-STDERR_BYTES);
  });

  return new Promise<ProgramEnd>((resolve, reject) => {
    child.once("error", (error) => resolve(cannotRun(program, error)));
    // "close" and not "exit": what the program wrote last is still on its way when it exits.
    child.once("close", (code) => {
      const complaint = stderr.toString("utf8");
      if (thrown !== null) reject(thrown.error);
      else if (killed !== null) resolve({ kind: "killed", why: killed, stderr: complaint });
      else if (code === null) resolve({ kind: "killed", why: "signal", stderr: complaint });
      else resolve({ kind: "exited", code, stdout: "", stderr: complaint });
    });
  }).finally(() => {
    clearTimeout(timer);
    limits.signal?.removeEventListener("abort", abort);
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  // Where this system has no groups, the process alone.
  if (!killProcesses(child.pid)) child.kill("SIGKILL");
}

/** Ends a process group at once; false when it is gone already, or this system has none. */
export function killProcesses(group: number): boolean {
  try {
    return process.kill(-group, "SIGKILL");
  } catch {
    return false;
  }
}

function cannotRun(program: string, error: unknown): ProgramEnd {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return { kind: "missing", program };
  const stderr = error instanceof Error ? error.message : String(error);
  return { kind: "exited", code: CANNOT_RUN, stdout: "", stderr };
}
