import { open } from "node:fs/promises";
import { join } from "node:path";
import { runChild } from "./children/run.mjs";
import { inFolder } from "./paths.mjs";
import { startTwin } from "./twin.mjs";

/** As targets count: 10^6 bytes. */
const MB = 1_000_000;

/** One large recording: taken in, uploaded, transcribed. What the process holds at its worst, above what it holds idle. */
export async function largeUpload(bytes) {
  return withTwin(async (twin, folder) => {
    const recording = join(folder, "long.wav");
    await makeSparse(recording, bytes);
    const { idleBytes, peakBytes, acceptedMs, wallMs } = await runChild(
      "upload.mjs",
      twin.url,
      recording,
      join(folder, "store.db"),
    );
    return {
      aboveIdleMB: (peakBytes - idleBytes) / MB,
      idleMB: idleBytes / MB,
      takenInMBPerSecond: bytes / MB / (acceptedMs / 1000),
      sentMBPerSecond: bytes / MB / ((wallMs - acceptedMs) / 1000),
    };
  });
}

/** Many small jobs, first queued, then worked off: the whole process's memory. */
export async function longQueue(jobs) {
  return withTwin(async (twin, folder) => {
    const said = await runChild("queue.mjs", twin.url, join(folder, "store.db"), jobs);
    return {
      queuedMB: said.queuedBytes / MB,
      queuePeakMB: said.queuePeakBytes / MB,
      workPeakMB: said.workPeakBytes / MB,
    };
  });
}

async function withTwin(work) {
  const twin = await startTwin();
  try {
    return await inFolder((folder) => work(twin, folder));
  } finally {
    await twin.stop();
  }
}

async function makeSparse(path, bytes) {
  const file = await open(path, "wx");
  await file.truncate(bytes);
  await file.close();
}
