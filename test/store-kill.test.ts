import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFailed, test } from "vitest";
import type { Clock } from "../src/domain/runtime.ts";
import { seededDice } from "../src/engine/live-runtime.ts";
import { openSqliteStore } from "../src/store/sqlite.ts";
import { loadSqlite } from "../src/store/sqlite-driver.ts";
import { jobNumber } from "../src/testing/store/fixture.ts";

const WRITER = fileURLToPath(new URL("children/store-writer.mjs", import.meta.url));
const KILLS = 8;
/** A writer dies after some number of acknowledgements up to this one, wherever it then happens to be. */
const MOST_LINES = 1_500;

const clock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: () => Promise.reject(new Error("a store must not sleep")),
  settled: () => new Promise((resolve) => setImmediate(resolve)),
};

/** What a writer was told is safe. */
type Acknowledgement =
  | { readonly lock: boolean }
  | { readonly id: string; readonly attempt: number; readonly status: string };

test("has every acknowledged save after its writer was killed, whole, and its lock is free at once", async () => {
  const seed = Date.now();
  onTestFailed(() => console.error(`seed ${seed}`));
  const dice = seededDice(seed);
  const folder = await mkdtemp(join(tmpdir(), "tenuto-kill-"));
  const path = join(folder, "store.db");
  const acknowledged = new Map<string, { readonly attempt: number; readonly status: string }>();
  try {
    for (let kill = 0; kill < KILLS; kill += 1) {
      const lines = await killedAfter(1 + Math.floor(dice.next() * MOST_LINES), path, `w${kill}`);
      expect(lines[0]).toEqual({ lock: true });
      for (const line of lines) if ("id" in line) acknowledged.set(line.id, line);
      await expectSound(path);

      const store = await openSqliteStore({ path, clock });
      for (const [id, { attempt, status }] of acknowledged) {
        const job = await store.get(id);
        const noted = (await store.journal(id)).filter(({ entry }) => entry.type === "intent").length;
        // One save more may have been committed than its writer lived to tell.
        expect([attempt, attempt + 1]).toContain(job?.attempt);
        expect(noted).toBeGreaterThanOrEqual(attempt);
        if (status === "completed") expect(job?.state.status).toBe("completed");
      }
      expect(await store.takeWorkerLock("heir")).toBe(true);
      const { open } = await store.counts();
      expect((await store.claim(open + 1, "heir", 1)).length).toBe(open);
      await store.close();
    }
    expect(acknowledged.size).toBeGreaterThan(KILLS);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 60_000);

/** Runs a writer, kills it after so many acknowledgements, and returns all that it got out. */
async function killedAfter(count: number, path: string, worker: string): Promise<Acknowledgement[]> {
  const example = JSON.stringify(jobNumber(1, Date.now()));
  const child = spawn(process.execPath, [WRITER, path, worker, example], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  let lines = 0;
  child.stdout.setEncoding("utf8").on("data", (piece: string) => {
    text += piece;
    lines += piece.split("\n").length - 1;
    if (lines >= count) child.kill("SIGKILL");
  });
  await ended(child);
  expect(child.signalCode).toBe("SIGKILL");
  const whole = text.slice(0, text.lastIndexOf("\n"));
  return whole.split("\n").map((line) => JSON.parse(line) as Acknowledgement);
}

async function ended(child: ChildProcess): Promise<void> {
  await once(child, "close");
}

async function expectSound(path: string): Promise<void> {
  const database = new (await loadSqlite())(path);
  try {
    expect(database.prepare("PRAGMA integrity_check").all()).toMatchObject([{ integrity_check: "ok" }]);
  } finally {
    database.close();
  }
}
