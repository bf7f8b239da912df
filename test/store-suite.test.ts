import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "vitest";
import type { JobStore } from "../src/domain/store.ts";
import { memoryStore } from "../src/store/memory.ts";
import { openSqliteStore } from "../src/store/sqlite.ts";
import type { MakeStore } from "../src/testing/store/fixture.ts";
import { storeSuite } from "../src/testing/store-suite.ts";

const memory: MakeStore = async (clock) => {
  const store = memoryStore({ clock });
  return { store, reopen: null, dispose: () => store.close() };
};

const sqlite: MakeStore = async (clock) => {
  const folder = await mkdtemp(join(tmpdir(), "tenuto-store-"));
  const open = () => openSqliteStore({ path: join(folder, "store.db"), clock });
  let store: JobStore = await open();
  return {
    store,
    async reopen() {
      await store.close();
      store = await open();
      return store;
    },
    async dispose() {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
};

describe("the memory store", () => {
  for (const { name, durable, run } of storeSuite) {
    test(name, ({ skip }) => {
      skip(durable, "a memory store ends with its process");
      return run(memory);
    });
  }
});

describe("the SQLite store", () => {
  for (const { name, run } of storeSuite) test(name, () => run(sqlite));
});
