/** What an inspection thread runs: see the pool in `audio/`. */
import { parentPort, workerData } from "node:worker_threads";
import type { FromThread } from "./audio/inspection-messages.ts";
import { serveInspections } from "./audio/inspection-thread.ts";
import { liveRuntime } from "./engine/live-runtime.ts";
import { ffmpegDecoder } from "./programs/decoding.ts";
import { hostPrograms } from "./programs/programs.ts";

/** What whoever starts the thread hands to it. */
export interface ThreadData {
  readonly pathVariable: string;
}

const port = parentPort;
if (port !== null) {
  const { pathVariable } = workerData as ThreadData;
  const programs = hostPrograms(pathVariable, (group, alive) => {
    port.postMessage({ kind: "process", group, alive } satisfies FromThread);
  });
  serveInspections(port, { decoder: ffmpegDecoder(programs), clock: liveRuntime().clock });
}
