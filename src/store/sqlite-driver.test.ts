import { describe, expect, test } from "vitest";
import { isSound, loadSqlite } from "./sqlite-driver.ts";

describe("the SQLite driver", () => {
  test("is of a version without the fault that damages files", async () => {
    const Database = await loadSqlite();
    const database = new Database(":memory:");
    const { version } = database.prepare("SELECT sqlite_version() AS version").get() as { version: string };
    database.close();
    expect(isSound(version)).toBe(true);
  });

  test.each([
    ["3.51.3", true],
    ["3.51.10", true],
    ["3.52.0", true],
    ["4.0.0", true],
    ["3.51.2", false],
    ["3.47.1", false],
    ["2.99.99", false],
  ])("takes SQLite %s for sound: %s", (version, sound) => {
    expect(isSound(version)).toBe(sound);
  });

  test("prints no warning and leaves the printing of others as it was", async () => {
    const { emitWarning } = process;
    await loadSqlite();
    expect(process.emitWarning).toBe(emitWarning);
  });
});
