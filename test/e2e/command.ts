import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** In no output, whatever happens: each ended process is searched for it. */
export const KEY = "sk-e2e-7c1f0d2b9a";

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process under way. */
export interface Running {
  readonly process: ChildProcessByStdio<null, Readable, Readable>;
  readonly ended: Promise<Ended>;
  /** Resolves once standard output or standard error holds the text; rejects when the process ends without it. */
  says(text: string): Promise<void>;
}

/** A folder of one test's own: home, inputs, outputs, store. Gone when the test is. */
export async function ownFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "tenuto-e2e-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** Where the command keeps its jobs when nobody says where. */
export function storeIn(folder: string): string {
  return join(folder, "state", "tenuto", "tenuto.db");
}

/**
 * What a process of these tests sees of the environment, and nothing of ours beside it. Most hand in made-up bytes, which
 * no inspection would let pass: those that are about recordings turn it on.
 */
function environmentIn(folder: string): NodeJS.ProcessEnv {
  const { PATH } = process.env;
  return { PATH, HOME: folder, XDG_STATE_HOME: join(folder, "state"), ASSEMBLYAI_API_KEY: KEY, TENUTO_PREPARE: "off" };
}

/** Starts the built command in `folder`. It is killed with the test, should it outlive it. */
export function start(folder: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Running {
  return startNode(folder, [MAIN, ...args], environment);
}

/** Runs the built command in `folder` to its end. */
export function run(
  folder: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  user?: number,
): Promise<Ended> {
  return startNode(folder, [MAIN, ...args], environment, user).ended;
}

/** @param user the id of another user to run as, which only root can ask for */
export function startNode(
  folder: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  user?: number,
): Running {
  const env = { ...environmentIn(folder), ...environment };
  const as = user === undefined ? {} : { uid: user, gid: user };
  const child = spawn(process.execPath, args, { cwd: folder, env, ...as, stdio: ["ignore", "pipe", "pipe"] });
  const said = { stdout: "", stderr: "" };
  const listeners = new Set<() => void>();
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (piece: string) => {
      said[stream] += piece;
      for (const listener of listeners) listener();
    });
  }
  const ended = once(child, "close").then(([code, signal]): Ended => {
    for (const listener of listeners) listener();
    if (`${said.stdout}${said.stderr}`.includes(KEY)) throw new Error(`the key is in the output of ${args.join(" ")}`);
    return { code, signal, ...said };
  });
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  const says = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (said.stdout.includes(text) || said.stderr.includes(text)) resolve();
        else if (child.exitCode === null && child.signalCode === null) return;
        else reject(new Error(`ended without saying ${JSON.stringify(text)}:\n${said.stdout}\n${said.stderr}`));
        listeners.delete(look);
      };
      listeners.add(look);
      look();
    });
  return { process: child, ended, says };
}
