import { randomFillSync } from "node:crypto";
import { join } from "node:path";
import { compose } from "../dist/compose.js";
import { readSettings } from "../dist/settings.js";
import { bareClient } from "./bare.mjs";
import { inFolder } from "./paths.mjs";
import { spreadOf } from "./statistics.mjs";
import { startTwin } from "./twin.mjs";

const KEY = "bench-key";
const RECORDING_BYTES = 32 * 1024;
/** Until the compiler has settled. */
const WARM_UP_ROUNDS = 5;

/**
 * Jobs kept in SQLite against the same requests made bare, in turns within one process, against one twin in another.
 * Ours is timed from the first recording handed in until all jobs are over: hashing and syncing each recording into the
 * spool, every commit and the removal of the recordings are in it; opening and closing the store are not.
 */
export async function durableJobs(options) {
  // One folder for all rounds: a file system is slow to give out files again that were removed a moment ago.
  return inFolder((folder) => allRounds(folder, options));
}

async function allRounds(folder, { jobs, rounds, latencyMs, processing }) {
  const twin = await startTwin({ latencyMs, processing });
  const figures = {
    ratio: [],
    bareJobsPerSecond: [],
    oursJobsPerSecond: [],
    bareCpuMs: [],
    extraCpuMs: [],
    commitsPerJob: [],
  };
  try {
    for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
      const bare = await bareRound(twin, jobs);
      const ours = await oursRound(twin, jobs, join(folder, String(round), "store.db"));
      if (round < 0) continue;
      figures.ratio.push(bare.wallMs / ours.wallMs);
      figures.bareJobsPerSecond.push((jobs / bare.wallMs) * 1000);
      figures.oursJobsPerSecond.push((jobs / ours.wallMs) * 1000);
      figures.bareCpuMs.push(bare.cpuMs / jobs);
      figures.extraCpuMs.push((ours.cpuMs - bare.cpuMs) / jobs);
      figures.commitsPerJob.push(ours.commits / jobs);
    }
    const spreads = Object.entries(figures).map(([name, values]) => [name, spreadOf(values)]);
    return { ...Object.fromEntries(spreads), requestsPerJob: await requestsPerJob(twin) };
  } finally {
    await twin.stop();
  }
}

async function bareRound(twin, jobs) {
  const client = bareClient({ baseUrl: twin.url, key: KEY, polling: settingsFor(twin, null, jobs).policy.polling });
  const recordings = freshRecordings(jobs);
  try {
    return await measured(() => Promise.all(recordings.map((bytes) => client.transcribe(bytes))));
  } finally {
    await client.close();
  }
}

async function oursRound(twin, jobs, storePath) {
  const house = await compose(settingsFor(twin, storePath, jobs));
  const recordings = freshRecordings(jobs);
  const run = house.runtime.ids.next("run");
  try {
    const commitsBefore = house.store.commits;
    const round = await measured(async () => {
      await Promise.all(recordings.map((audio, index) => house.accept({ audio, name: `${index}.wav`, run })));
      const { counts } = await house.work({ run });
      if (counts.completed !== jobs) throw new Error(`of ${jobs} jobs ${counts.completed} were completed`);
    });
    return { ...round, commits: house.store.commits - commitsBefore };
  } finally {
    await house.close();
  }
}

async function measured(work) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const wallMs = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs, cpuMs: (user + system) / 1000 };
}

/** Of all rounds, ours and bare: three when nobody had to ask twice, so that both made the same requests. */
async function requestsPerJob(twin) {
  const { requests, created } = await twin.ledger();
  return Object.values(requests).reduce((sum, count) => sum + count, 0) / created;
}

function freshRecordings(count) {
  return Array.from({ length: count }, () => randomFillSync(new Uint8Array(RECORDING_BYTES)));
}

function settingsFor(twin, storePath, jobs) {
  const flags = {
    baseUrl: twin.url,
    apiKey: KEY,
    store: storePath,
    concurrency: jobs,
    pollFloor: "10ms",
    prepare: "off",
  };
  return readSettings(flags, {});
}
