import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { Spool } from "./domain/audio-source.ts";
import type { Runtime } from "./domain/runtime.ts";
import type { JobStore } from "./domain/store.ts";
import { liveRuntime } from "./engine/live-runtime.ts";
import type { Settings } from "./settings.ts";
import { inspectStore, type StoreReport } from "./store/inspect.ts";
import { memoryStore } from "./store/memory.ts";
import { fileSpool } from "./store/spool.ts";
import { openSqliteStore } from "./store/sqlite.ts";

/** What stays when nobody works: the jobs, and the recordings that are held for them. */
export interface StoreRoom {
  readonly runtime: Runtime;
  readonly store: JobStore;
  readonly spool: Spool;
  /** Closes the store; recordings that are held for jobs in memory go with them. */
  close(): Promise<void>;
}

/**
 * The store alone, for whoever only looks or clears away: no provider, no HTTP client and no program is loaded for it,
 * which is most of a short command's time.
 */
export async function openStoreOnly({ storePath }: Pick<Settings, "storePath">): Promise<StoreRoom> {
  const runtime = liveRuntime();
  const { clock } = runtime;
  if (storePath !== null) {
    const store = await openSqliteStore({ path: storePath, clock });
    const spool = fileSpool(spoolBeside(storePath), clock);
    return { runtime, store, spool, close: () => store.close() };
  }
  // The jobs die with the process, and so do the recordings; but they may be too large for memory.
  const folder = await mkdtemp(join(tmpdir(), "tenuto-"));
  const store = memoryStore({ clock });
  const close = async (): Promise<void> => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { runtime, store, spool: fileSpool(folder, clock), close };
}

/** Each store's own: another store's worker would remove what only this one's jobs need. */
function spoolBeside(storePath: string): string {
  return join(dirname(storePath), `${basename(storePath, ".db")}.spool`);
}

/** How the store's file is, without making it. Throws a StoreError for one that cannot be used. */
export function lookAtStore(path: string): Promise<StoreReport> {
  return inspectStore(path, liveRuntime().clock);
}
