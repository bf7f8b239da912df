import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Clock } from "../domain/runtime.ts";
import type { JobStore } from "../domain/store.ts";
import { openSqliteStore } from "./sqlite.ts";
import { loadSqlite } from "./sqlite-driver.ts";

const clock: Clock = {
  now: () => 1_000,
  monotonic: () => 0,
  sleep: () => Promise.reject(new Error("a store must not sleep")),
  settled: () => Promise.resolve(),
};
const ACCOUNT = {
  name: "main",
  provider: "assemblyai",
  baseUrl: "https://api.example.com",
  cap: 5,
  keyPrint: null,
};

describe("a store file", () => {
  let folder: string;
  let path: string;
  const opened: JobStore[] = [];
  const open = async (at = path): Promise<JobStore> => {
    const store = await openSqliteStore({ path: at, clock });
    opened.push(store);
    return store;
  };
  const rewrite = async (sql: string): Promise<void> => {
    const database = new (await loadSqlite())(path);
    database.exec(sql);
    database.close();
  };

  const pragma = async (name: string): Promise<number> => {
    const database = new (await loadSqlite())(path);
    const row = database.prepare(`PRAGMA ${name}`).get() as Record<string, number>;
    database.close();
    return row[name] ?? 0;
  };
  /** Where tables and indexes begin: all but the pages that say what there is. */
  const rootPages = async (): Promise<readonly number[]> => {
    const database = new (await loadSqlite())(path);
    const rows = database.prepare("SELECT rootpage FROM sqlite_schema WHERE rootpage > 1").all();
    database.close();
    return rows.map((row) => Number((row as { rootpage: number }).rootpage));
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tenuto-file-"));
    path = join(folder, "store.db");
  });

  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
    rmSync(folder, { recursive: true });
  });

  test("is made with its folder", async () => {
    const store = await open(join(folder, "new", "deep", "store.db"));
    expect(await store.nextDue()).toBe(null);
  });

  test.skipIf(process.platform === "win32")("may be read by its owner only, and so may its companions", async () => {
    const store = await open();
    await store.describeAccount(ACCOUNT);
    await store.takeWorkerLock("w");
    for (const ending of ["", "-wal", "-shm", ".worker", ".worker.txt"]) {
      expect([ending, statSync(path + ending).mode & 0o777]).toEqual([ending, 0o600]);
    }
  });

  test.skipIf(process.platform === "win32")("is closed to others when somebody made it empty and open", async () => {
    writeFileSync(path, "", { mode: 0o644 });
    await open();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("is in WAL mode and synced at every commit", async () => {
    const store = await open();
    await store.describeAccount(ACCOUNT);
    const database = new (await loadSqlite())(path);
    expect(database.prepare("PRAGMA journal_mode").get()).toMatchObject({ journal_mode: "wal" });
    database.close();
  });

  test("may be open in several processes' hands at once", async () => {
    const [one, two] = [await open(), await open()];
    await one.describeAccount(ACCOUNT);
    expect(await two.account("main")).toMatchObject(ACCOUNT);
    await two.describeAccount({ ...ACCOUNT, cap: 9 });
    expect((await one.account("main"))?.cap).toBe(9);
  });

  test("says when it is closed, and closes once", async () => {
    const store = await open();
    const last = store.describeAccount(ACCOUNT);
    await store.close();
    await store.close();
    await last;
    await expect(store.account("main")).rejects.toMatchObject({ code: "store/closed" });
    await expect(store.describeAccount(ACCOUNT)).rejects.toMatchObject({ code: "store/closed" });
    expect(await (await open()).account("main")).toMatchObject(ACCOUNT);
  });

  test("has everything in its one file once it is closed", async () => {
    const store = await open();
    await store.describeAccount(ACCOUNT);
    await store.close();
    const copy = join(folder, "copy.db");
    copyFileSync(path, copy);
    expect(await (await open(copy)).account("main")).toMatchObject(ACCOUNT);
  });

  test("is refused when it is no database", async () => {
    writeFileSync(path, "these are the notes of a meeting\n".repeat(100));
    await expect(open()).rejects.toMatchObject({ name: "StoreError", code: "store/damaged" });
    await expect(open()).rejects.toThrow(path);
  });

  test("is refused when it is another application's database, and left as it is", async () => {
    await rewrite("CREATE TABLE recipe (name TEXT)");
    const before = readFileSync(path);
    await expect(open()).rejects.toMatchObject({ code: "store/damaged" });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test("is refused when a newer version made it, and left as it is", async () => {
    await (await open()).close();
    const version = await pragma("user_version");
    await rewrite("PRAGMA user_version = 999");
    await expect(open()).rejects.toMatchObject({ code: "store/newer" });
    await expect(open()).rejects.toThrow(/newer version/);
    await rewrite(`PRAGMA user_version = ${version}`);
    await open();
  });

  test("is told as damaged when its pages are overwritten", async () => {
    const store = await open();
    await store.describeAccount(ACCOUNT);
    await store.close();
    const pageBytes = 4_096;
    const bytes = readFileSync(path);
    for (const page of await rootPages()) bytes.fill(0xff, (page - 1) * pageBytes, page * pageBytes);
    writeFileSync(path, bytes);
    const damaged = await open();
    await expect(damaged.account("main")).rejects.toMatchObject({ code: "store/damaged" });
    await expect(damaged.list({})).rejects.toMatchObject({ code: "store/damaged" });
    await expect(damaged.describeAccount(ACCOUNT)).rejects.toMatchObject({ code: "store/damaged" });
  });

  test("is told as not writable when it is a folder or stands under a file", async () => {
    mkdirSync(path);
    await expect(open()).rejects.toMatchObject({ code: "store/unwritable" });
    const file = join(folder, "file");
    writeFileSync(file, "");
    await expect(open(join(file, "store.db"))).rejects.toMatchObject({ code: "store/unwritable" });
    await expect(open(join(file, "store.db"))).rejects.toThrow(file);
  });

  test("has one worker among all who have it open, until that one closes", async () => {
    const [one, two] = [await open(), await open()];
    expect(await one.takeWorkerLock("worker-1")).toBe(true);
    expect(await two.takeWorkerLock("worker-2")).toBe(false);
    expect(await one.takeWorkerLock("worker-1")).toBe(true);
    await one.close();
    expect(existsSync(`${path}.worker.txt`)).toBe(false);
    expect(await two.takeWorkerLock("worker-2")).toBe(true);
  });
});
