import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { ConvertParts } from "../../src/cli/convert.ts";
import { knowledge } from "../../src/compose-catalogue.ts";
import { AudioError } from "../../src/domain/errors.ts";
import type { InspectionLimits, Inspector, MendedFile, Mender } from "../../src/domain/inspector.ts";
import { aDouble, aReport, aSilence } from "./reports.ts";

/**
 * An inspector and a mender by hand. What is found goes by a recording's name: `double…` has its channel twice, `silent…`
 * holds nothing, `short…` has hardly begun, `long…` goes on for minutes, `gone…` cannot be read any more, anything else is good.
 */
export class HandAudio {
  readonly inspected: { readonly path: string; readonly limits: InspectionLimits }[] = [];
  /** What mending ends with in place of files. */
  mendingFails: { readonly code: string; readonly message: string } | null = null;
  /** Called before each inspection. */
  onInspect: (name: string) => void | Promise<void> = () => undefined;
  closed = 0;

  readonly inspector: Inspector = {
    inspect: async (path, limits = {}, name = path) => {
      this.inspected.push({ path, limits });
      await this.onInspect(basename(name));
      limits.signal?.throwIfAborted();
      const base = basename(name);
      if (base.startsWith("gone")) throw new AudioError("audio/missing", `${name} does not exist.`, "Look for it.");
      if (base.startsWith("double")) return aDouble();
      if (base.startsWith("silent")) return aSilence();
      if (base.startsWith("short")) return aReport({ durations: { ...aReport().durations, believedMs: 90 } });
      if (base.startsWith("long")) return aReport({ durations: { ...aReport().durations, believedMs: 400_000 } });
      return aReport({ file: name });
    },
    close: async () => {
      this.closed += 1;
    },
  };

  readonly mender: Mender = {
    mend: async (_path, plan, folder) => {
      if (this.mendingFails !== null) return { ok: false, ...this.mendingFails };
      const files: MendedFile[] = [];
      for (const [index, { fromMs }] of plan.pieces.entries()) {
        const path = join(folder, `${index}.tmp`);
        await writeFile(path, `mended ${index}`);
        files.push({ path, bytes: 8, durationMs: 1_000, fromMs });
      }
      return { ok: true, files };
    },
  };

  parts(): ConvertParts {
    return { learn: knowledge, inspector: () => this.inspector, mender: () => this.mender };
  }
}
