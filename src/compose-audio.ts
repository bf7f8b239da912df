import { availableParallelism } from "node:os";
import { inspectRecording } from "./audio/inspect.ts";
import { InspectionPool } from "./audio/inspection-pool.ts";
import type { ThreadData } from "./compose-inspection-thread.ts";
import type { Inspector, Mender } from "./domain/inspector.ts";
import { liveRuntime } from "./engine/live-runtime.ts";
import { ffmpegDecoder } from "./programs/decoding.ts";
import { ffmpegMender } from "./programs/mending.ts";
import { hostPrograms, killProcesses } from "./programs/programs.ts";
import type { Settings } from "./settings.ts";

/** More would not be faster: each thread has a decoder beside it. */
const MOST_THREADS = 4;

export interface InspectorOptions {
  /** Recordings that are looked into at once. Default one for each processor, at most four. */
  readonly threads?: number;
  /** The script of the threads. Default the built one of this package. */
  readonly script?: URL;
}

/** Looks into recordings in threads of their own, which are ended when they take too long or too much memory. */
export function inspector({ pathVariable }: Pick<Settings, "pathVariable">, options: InspectorOptions = {}): Inspector {
  return new InspectionPool({
    script: options.script ?? new URL("./compose-inspection-thread.js", import.meta.url),
    workerData: { pathVariable } satisfies ThreadData,
    threads: options.threads ?? Math.min(MOST_THREADS, availableParallelism()),
    clock: liveRuntime().clock,
    kill: killProcesses,
  });
}

/** Looks into recordings in this very thread: one that keeps it busy keeps everything here waiting. */
export function inspectorHere({ pathVariable }: Pick<Settings, "pathVariable">): Inspector {
  const { clock } = liveRuntime();
  const decoder = ffmpegDecoder(hostPrograms(pathVariable));
  return {
    inspect: (path, limits, name) => inspectRecording(path, { decoder, clock }, limits, name),
    close: () => Promise.resolve(),
  };
}

/** Carries repair plans out with the ffmpeg of this machine. */
export function mender({ pathVariable }: Pick<Settings, "pathVariable">): Mender {
  return ffmpegMender(hostPrograms(pathVariable));
}
