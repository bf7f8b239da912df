import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";

const execute = promisify(execFile);

export interface SmallDisk {
  readonly path: string;
  /** Leaves no byte free. */
  fill(): Promise<void>;
  grow(size: string): Promise<void>;
}

/** Mounts a disk of `size`, such as `1m`, in `folder`; null where this user may not, or there is no tmpfs. */
export async function smallDisk(folder: string, size: string): Promise<SmallDisk | null> {
  const path = join(folder, "disk");
  await mkdir(path);
  try {
    await execute("mount", ["-t", "tmpfs", "-o", `size=${size}`, "none", path]);
  } catch {
    return null;
  }
  onTestFinished(async () => {
    await execute("umount", ["--lazy", path]);
  });
  return {
    path,
    fill: () => writeFile(join(path, "ballast"), Buffer.alloc(16 * 1024 * 1024)).catch(() => undefined),
    grow: async (to) => {
      await execute("mount", ["-o", `remount,size=${to}`, path]);
    },
  };
}
