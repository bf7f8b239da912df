// node bench/main.mjs [name...]: all measurements, or those named; --quick makes fewer rounds.
import { loadavg } from "node:os";
import { aligning } from "./aligning.mjs";
import { hostileBody, typicalError } from "./classifying.mjs";
import { durableJobs } from "./durable.mjs";
import { writePage } from "./faults/page.mjs";
import { sideBySide } from "./faults/side-by-side.mjs";
import { textOf } from "./faults/tables.mjs";
import { waitingCheaply } from "./faults/waiting-cheaply.mjs";
import { folderOfFiles } from "./folder.mjs";
import { gatesPerCall } from "./gates.mjs";
import { hoursOfSound, smallFiles } from "./inspecting.mjs";
import { looking } from "./looking.mjs";
import { machineFacts } from "./machine.mjs";
import { largeUpload, longQueue } from "./memory.mjs";
import { hourInPieces, largeVideo } from "./mending.mjs";
import { inFolder } from "./paths.mjs";
import { keep, row, tableOf } from "./report.mjs";
import { simulationPace } from "./simulation.mjs";
import { elsaClip, helpStart, oneClip } from "./starting.mjs";
import { statsOver } from "./stats.mjs";
import { growth, waitingJobs } from "./waiting.mjs";

const GIB = 2 ** 30;

const quick = process.argv.includes("--quick");
const asked = process.argv.slice(2).filter((word) => !word.startsWith("--"));

const MEASUREMENTS = {
  "durable-20ms": () => durableRows("200 jobs, replies after 20 ms", { latencyMs: 20 }, 0.9),
  "durable-at-once": () => durableRows("200 jobs, replies at once", { latencyMs: 0 }, 0.35),
  "durable-2s-work": async () => {
    const { ratio } = await durableJobs({ jobs: 200, rounds: rounds(7), latencyMs: 20, processing: "2s" });
    return [row("200 jobs, 2 s of work each: throughput, ours to bare", "", ratio)];
  },
  upload: async () => {
    const figures = await largeUpload(2 * GIB);
    return [
      row("2 GiB upload: peak memory above idle", "MB", figures.aboveIdleMB, { atMost: 120 }),
      row("2 GiB upload: memory when idle", "MB", figures.idleMB),
      row("2 GiB upload: taken into the spool", "MB/s", figures.takenInMBPerSecond),
      row("2 GiB upload: sent", "MB/s", figures.sentMBPerSecond),
    ];
  },
  queue: async () => {
    const figures = await longQueue(10_000);
    return [
      row("10,000 jobs queued: memory in all, at its peak", "MB", figures.queuePeakMB, { atMost: 150 }),
      row("10,000 jobs worked off by the same process: peak", "MB", figures.workPeakMB),
    ];
  },
  folder: async () => {
    const { firstUploadMs, peakMB, wallMs, first, last } = await folderOfFiles(10_000);
    const title = "folder of 10,000 files";
    return [
      row(`${title}: start to first upload`, "ms", firstUploadMs, { atMost: 1_000 }),
      row(`${title}: peak memory`, "MB", peakMB, { atMost: 200 }),
      row(`${title}: pace of the last thousand to the first`, "", last.jobsPerSecond / first.jobsPerSecond, {
        atLeast: 1,
      }),
      row(`${title}: the first thousand`, "jobs/s", first.jobsPerSecond),
      row(`${title}: the last thousand`, "jobs/s", last.jobsPerSecond),
      row(`${title}: CPU of the first thousand`, "ms a job", first.cpuMs),
      row(`${title}: CPU of the last thousand`, "ms a job", last.cpuMs),
      row(`${title}: from start to end`, "s", wallMs / 1_000),
    ];
  },
  "looking-few": () => lookingRows("100 jobs", 100, { atMost: 300 }),
  "looking-many": () => lookingRows("100,000 jobs", 100_000, { atMost: 300 }),
  stats: async () => {
    const { entries, jobs, faults, allMs, tagMs, jsonMs, dayMs } = await statsOver(1_000_000, rounds(7));
    const title = "1,000,000 journal entries";
    return [
      row(`${title}: tenuto stats`, "ms", allMs, { atMost: 2_000 }),
      row(`${title}: tenuto stats --by tag:<name>`, "ms", tagMs, { atMost: 2_000 }),
      row(`${title}: tenuto stats --by hour --json`, "ms", jsonMs, { atMost: 2_000 }),
      row(`${title}: tenuto stats --since 1d`, "ms", dayMs),
      row(`${title}: entries`, "", entries),
      row(`${title}: jobs`, "", jobs),
      row(`${title}: faults`, "", faults),
    ];
  },
  waiting: async () => {
    const { peakMB, firstClaimMs, claimMs, claimP99Ms } = await waitingJobs(100_000, rounds(5));
    const title = "100,000 jobs waiting";
    return [
      row(`${title}: memory in all, at its peak`, "MB", peakMB, { atMost: 200 }),
      row(`${title}: start to first claim`, "ms", firstClaimMs, { atMost: 2_000 }),
      row(`${title}: claim of the next due, 99 of 100`, "ms", claimP99Ms, { atMost: 5 }),
      row(`${title}: claim of the next due, half of them`, "ms", claimMs),
    ];
  },
  "waiting-growth": async () => {
    const { wallRatio, cpuRatio, fewMs, manyMs, fewCpuMs, manyCpuMs } = await growth(1_000, 1_000_000, rounds(15));
    return [
      row("a turn among 1,000,000 jobs, to one among 1,000", "", wallRatio, { atMost: 1.3 }),
      row("a turn among 1,000,000 jobs, to one among 1,000: CPU", "", cpuRatio, { atMost: 1.3 }),
      row("a turn among 1,000 jobs", "ms", fewMs),
      row("a turn among 1,000,000 jobs", "ms", manyMs),
      row("a turn among 1,000 jobs: CPU", "ms", fewCpuMs),
      row("a turn among 1,000,000 jobs: CPU", "ms", manyCpuMs),
    ];
  },
  mending: async () => {
    const film = await largeVideo(2_000_000_000, rounds(5));
    const hour = await hourInPieces(rounds(3));
    return [
      row("sound out of a 2 GB film: time, ours to plain ffmpeg", "", film.ratio, { atMost: 1.25 }),
      row("sound out of a 2 GB film: of the film", "MB/s", film.pace),
      row("sound out of a 2 GB film: memory of all processes, at its peak", "MB", film.peakMB, { atMost: 120 }),
      row("sound out of a 2 GB film: of it ffmpeg", "MB", film.programsPeakMB),
      row("an hour of MP3 into pieces of at most 25 MiB", "times real time", hour.timesRealTime),
      row("an hour of MP3 into pieces: memory of ffmpeg", "MB", hour.programsPeakMB),
    ];
  },
  gates: async () => [row("an account's gates, a call", "µs", await gatesPerCall(rounds(9)), { atMost: 30 })],
  classify: async () => [
    row("a typical error, named", "µs", typicalError(rounds(9)), { atMost: 20 }),
    row("a hostile body of 10 kB, named", "ms", hostileBody(10_000)),
    row("a hostile body of 1 MB, named", "ms", hostileBody(1_000_000), { atMost: 10 }),
    row("a hostile body of 10 MB, named", "ms", hostileBody(10_000_000)),
  ],
  inspect: async () =>
    (await hoursOfSound()).flatMap(({ kind, timesRealTime, peakMB, quickMs }) => [
      row(`an hour of ${kind}, inspected: times real time`, "", timesRealTime, { atLeast: 300 }),
      row(`an hour of ${kind}, inspected: peak memory of all processes`, "MB", peakMB, { atMost: 300 }),
      row(`an hour of ${kind}: structure alone`, "ms", quickMs, { atMost: 150 }),
    ]),
  "inspect-many": async () => {
    const { filesPerSecond, peakMB } = await smallFiles(quick ? 200 : 1_000);
    return [
      row("1,000 small files, inspected", "files/s", filesPerSecond, { atLeast: 15 }),
      row("1,000 small files, inspected: peak memory of all processes", "MB", peakMB),
    ];
  },
  aligning: async () => {
    const { pace, cpuPace, startMs, peakMB, medianMs, within50 } = await aligning(rounds(5));
    return [
      row("aligning 5 minutes: times as fast as the recording", "", pace, { atLeast: 15 }),
      row("aligning 5 minutes: the same by CPU time, start-up included", "", cpuPace),
      row("aligning 5 minutes: start-up", "ms", startMs),
      row("aligning 5 minutes: peak memory of its process", "MB", peakMB, { atMost: 250 }),
      row("aligning five clips: median word boundary off by", "ms", medianMs, { atMost: 20 }),
      row("aligning five clips: boundaries within 50 ms", "", within50, { atLeast: 0.9 }),
    ];
  },
  simulation: async () => [
    row("simulation, memory store", "jobs/s", await simulationPace("memory", 10_000, rounds(5)), { atLeast: 1_500 }),
    row("simulation, SQLite store", "jobs/s", await simulationPace("sqlite", 5_000, rounds(5)), { atLeast: 400 }),
  ],
  help: async () => {
    const { helpMs, emptyMs } = await helpStart(rounds(20));
    return [
      row("tenuto --help", "ms", helpMs, { atMost: 250 }),
      row("an empty Node program, for comparison", "ms", emptyMs),
    ];
  },
  "one-clip": async () => {
    const { overheadMs, bareMs, startUpMs, bareStartUpMs } = await oneClip(rounds(15));
    return [
      row("one clip: overhead after start-up", "ms", overheadMs, { atMost: 60 }),
      row("one clip: bare calls", "ms", bareMs),
      row("one clip: start-up", "ms", startUpMs),
      row("one clip: start-up of the bare program", "ms", bareStartUpMs),
    ];
  },
  "elsa-clip": async () => {
    const { overheadMs, bareMs } = await elsaClip(rounds(15));
    return [
      row("one request to ELSA: overhead after start-up", "ms", overheadMs, { atMost: 60 }),
      row("one request to ELSA: the bare call", "ms", bareMs),
    ];
  },
  "waiting-cheaply": async () => {
    const { jobs, crowd, lanes } = await waitingCheaply(quick);
    const loads = Object.entries({ [`${jobs} jobs at once`]: crowd, "50 jobs at once": lanes });
    return loads.flatMap(([title, { ours, sdk }], at) => [
      row(`${title}: requests, ours`, "a job", ours.requests, at === 0 ? { atMost: 3.3 } : {}),
      row(`${title}: requests, the SDK`, "a job", sdk.requests),
      row(`${title}: requests, ours to the SDK's`, "", ours.requests / sdk.requests, { atMost: 1 }),
      row(`${title}: found late, ours`, "s", ours.lateSeconds),
      row(`${title}: found late, the SDK`, "s", sdk.lateSeconds),
      row(`${title}: found late, ours to the SDK's`, "", ours.lateSeconds / sdk.lateSeconds, { atMost: 0.5 }),
    ]);
  },
  faults: async () => {
    const figures = await sideBySide(quick, (line) => process.stderr.write(`  ${line}\n`));
    process.stdout.write(`${textOf(figures)}\n\n`);
    const result = { at, machine, ...figures };
    process.stdout.write(`Kept in ${keep(result, `faults-${at}`)}\n`);
    if (!quick) writePage(result);
    const ours = Object.values(figures.scenarios).map((byContestant) => byContestant.ours);
    const most = (figure) => Math.max(...ours.map((one) => one[figure]));
    const title = "side by side, ours, the worst of all scenarios";
    return [
      row(`${title}: finished`, "%", Math.min(...ours.map((one) => one.finishedPercent)), { atLeast: 100 }),
      row(`${title}: billed`, "a job", most("billed"), { atMost: 1 }),
      row(`${title}: billed twice`, "", most("billedTwice"), { atMost: 0 }),
      row(`${title}: hints undercut`, "", most("undercut"), { atMost: 0 }),
    ];
  },
};

async function durableRows(title, pace, leastRatio) {
  const figures = await durableJobs({ jobs: 200, rounds: rounds(11), ...pace });
  return [
    row(`${title}: throughput, ours to bare`, "", figures.ratio, { atLeast: leastRatio }),
    row(`${title}: bare`, "jobs/s", figures.bareJobsPerSecond),
    row(`${title}: ours`, "jobs/s", figures.oursJobsPerSecond),
    row(`${title}: CPU of bare`, "ms a job", figures.bareCpuMs),
    row(`${title}: CPU above bare`, "ms a job", figures.extraCpuMs, { atMost: 1.5 }),
    row(`${title}: commits`, "a job", figures.commitsPerJob, { atMost: 5 }),
    row(`${title}: requests, both`, "a job", figures.requestsPerJob),
  ];
}

async function lookingRows(title, jobs, limit) {
  const figures = await looking(jobs, rounds(10));
  return [
    row(`${title}: tenuto jobs`, "ms", figures.jobsMs, limit),
    row(`${title}: tenuto show <job>`, "ms", figures.showMs, limit),
    row(`${title}: tenuto jobs --status failed`, "ms", figures.failedMs),
    row(`${title}: tenuto jobs --name <part>`, "ms", figures.namedMs),
    row(`${title}: tenuto jobs --tag <name=value>`, "ms", figures.taggedMs),
    row(`${title}: files that tenuto jobs loads`, "", figures.jobsModules),
    row(`${title}: files that tenuto show loads`, "", figures.showModules),
  ];
}

function rounds(usual) {
  return quick ? 3 : usual;
}

const unknown = asked.filter((name) => !(name in MEASUREMENTS));
if (unknown.length > 0) {
  process.stderr.write(`There is no ${unknown.join(", ")}: use ${Object.keys(MEASUREMENTS).join(", ")}.\n`);
  process.exit(2);
}

const at = new Date().toISOString();
const machine = await inFolder(machineFacts);
const rows = [];
for (const [name, measure] of Object.entries(MEASUREMENTS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  process.stderr.write(`${name} ...\n`);
  rows.push(...(await measure()));
}
const result = { at, machine: { ...machine, loadAtEnd: loadavg()[0] }, rows };
process.stdout.write(
  `${tableOf(rows)}\n${Object.entries(result.machine)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ")}\n`,
);
process.stdout.write(`Kept in ${keep(result, at)}\n`);
