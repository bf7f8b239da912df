import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { bad, type Input } from "./inputs.ts";
import type { StandardInput } from "./surroundings.ts";

/** Where recordings of the command line can be looked into: files as they lie, standard input held while it is needed. */
export interface InputFiles {
  /** Throws `AudioError` for an address, and for standard input that cannot be held. */
  pathOf(input: Input, signal: AbortSignal): Promise<string>;
  /** Removes what was held. */
  close(): Promise<void>;
}

/** @param stdin what `-` stands for */
export function inputFiles(stdin: (() => StandardInput) | undefined): InputFiles {
  let folder: string | null = null;
  const held = async (signal: AbortSignal): Promise<string> => {
    folder ??= await mkdtemp(join(tmpdir(), "tenuto-"));
    const path = join(folder, "stdin");
    try {
      await pipeline(stdin?.() ?? [], createWriteStream(path, { mode: 0o600 }), { signal });
    } catch (cause) {
      if (signal.aborted) throw cause;
      const why = cause instanceof Error && "code" in cause ? String(cause.code) : "no reason given";
      const remedy = "Free some space for temporary files, or save the recording to a file and name that.";
      throw bad("audio/unreadable", "Standard input", `cannot be held (${why})`, remedy, cause);
    }
    return path;
  };
  return {
    pathOf: async ({ origin, name }, signal) => {
      switch (origin.kind) {
        case "file":
          return origin.path;
        case "standard-input":
          return held(signal);
        case "address":
          throw bad("audio/url", name, "is an address, and only files are looked into", "Download it first.");
        default:
          return origin satisfies never;
      }
    },
    close: async () => {
      if (folder !== null) await rm(folder, { recursive: true, force: true });
    },
  };
}
