import { watch } from "node:fs";

/** Hints until it is closed. */
export interface Hints {
  close(): void;
}

/** Node's `watch` of a folder, or whatever a test says is it. */
export type WatchFolder = (folder: string, listener: (event: string) => void) => Hints;

const live: WatchFolder = (folder, listener) =>
  // A watcher that breaks is a hint less, as when its folder goes away.
  watch(folder, { persistent: false }, listener).on("error", () => undefined);

/**
 * Calls back when a file comes to a folder or goes. That one grows is no news: it is taken a while after its last
 * change, and as long as it is written one scan would follow upon the other.
 *
 * @returns null where the system tells of no changes, as on many network drives
 */
export function hintsFrom(folder: string, onChange: () => void, watchFolder: WatchFolder = live): Hints | null {
  try {
    return watchFolder(folder, (event) => {
      if (event === "rename") onChange();
    });
  } catch {
    return null;
  }
}
