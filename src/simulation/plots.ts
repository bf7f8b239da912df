import type { Plot, PlotFault } from "./plot.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Nothing gets through in this time, whatever is asked. */
export function outage(fromMs: number, toMs: number): readonly PlotFault[] {
  const during = { fromMs, toMs };
  return [
    { stage: "upload", ...during, status: 502 },
    { stage: "submit", ...during, fault: "http/503" },
    { stage: "poll", ...during, fault: "html", status: 503 },
    { stage: "list", ...during, fault: "reset-before" },
  ];
}

/** Every request is refused by one word about the account. */
export function refused(code: string, fromMs: number, toMs: number): readonly PlotFault[] {
  const stages = ["upload", "submit", "poll", "list"] as const;
  return stages.map((stage) => ({ stage, fromMs, toMs, fault: code }));
}

const calm = { processing: "exp 4s", faults: [], ours: {}, recoverable: true } as const;

/** Plots by name: nothing in those that are recoverable outlasts the default policy. */
export const PLOTS: readonly Plot[] = [
  { ...calm, name: "calm" },
  {
    ...calm,
    name: "lost-replies",
    listDelayMs: 5 * SECOND,
    faults: [
      { stage: "submit", probability: 0.2, fault: "reset-after" },
      { stage: "submit", probability: 0.05, fault: "reset-before" },
      { stage: "submit", probability: 0.03, fault: "no-answer" },
      { stage: "upload", probability: 0.05, fault: "reset-after" },
      { stage: "poll", probability: 0.05, fault: "cut-json" },
      { stage: "list", probability: 0.05, fault: "http/500" },
    ],
  },
  {
    ...calm,
    name: "crowded-account",
    processing: "2s-20s",
    concurrency: 5,
    listDelayMs: 10 * SECOND,
    faults: [
      { stage: "submit", probability: 0.15, status: 429, retryAfter: 7 },
      { stage: "upload", probability: 0.1, status: 429, retryAfter: 3, retryAfterForm: "date" },
      { stage: "poll", probability: 0.1, status: 429, retryAfter: 11 },
      { stage: "submit", probability: 0.1, fault: "reset-after" },
    ],
  },
  {
    ...calm,
    name: "bad-day",
    processing: "exp 6s",
    listDelayMs: 3 * SECOND,
    vendorRetries: 1,
    faults: [
      { stage: "upload", probability: 0.02, fault: "assemblyai/upload-failed" },
      { stage: "job", probability: 0.1, fault: "assemblyai/server-error" },
      ...outage(5 * SECOND, 185 * SECOND),
    ],
  },
  {
    ...calm,
    name: "lying-hints",
    faults: [
      { stage: "submit", probability: 0.1, status: 429, retryAfter: "Thu, 01 Jan 1998 00:00:00 GMT" },
      { stage: "submit", probability: 0.1, status: 429, retryAfter: 0 },
      { stage: "upload", probability: 0.1, status: 429, retryAfter: "5000" },
      { stage: "poll", probability: 0.1, status: 429, retryAfter: "soon" },
      { stage: "poll", probability: 0.05, status: 503, retryAfter: "-3" },
    ],
  },
  { ...calm, name: "outage-3m", faults: outage(20 * SECOND, 200 * SECOND), ours: { arriveOverMs: 60 * SECOND } },
  { ...calm, name: "outage-6h", faults: outage(10 * SECOND, 6 * HOUR), ours: { arriveOverMs: 30 * SECOND } },
  {
    ...calm,
    name: "balance-1h",
    faults: refused("assemblyai/balance", 20 * SECOND, 20 * SECOND + HOUR).filter(({ stage }) => stage === "submit"),
    ours: { arriveOverMs: 60 * SECOND },
  },
  {
    ...calm,
    name: "balance-topped-up",
    faults: refused("assemblyai/balance", 20 * SECOND, 25 * MINUTE).filter(({ stage }) => stage === "submit"),
    ours: { resumeAtMs: 26 * MINUTE, arriveOverMs: 60 * SECOND },
  },
  {
    ...calm,
    name: "key-rotated",
    faults: refused("assemblyai/auth", 15 * SECOND, 10 * MINUTE),
    ours: { newKeyAtMs: 10 * MINUTE, arriveOverMs: 30 * SECOND },
  },
  {
    ...calm,
    name: "clock-jumps",
    listDelayMs: 2 * SECOND,
    faults: [
      { stage: "submit", probability: 0.1, fault: "reset-after" },
      { stage: "poll", probability: 0.1, status: 429, retryAfter: 5 },
    ],
    ours: {
      clockJumps: [
        { atMs: 8 * SECOND, byMs: 9 * MINUTE },
        { atMs: 20 * SECOND, byMs: -15 * MINUTE },
        { atMs: 40 * SECOND, byMs: 6 * MINUTE },
      ],
    },
  },
  {
    ...calm,
    name: "shaky-list",
    processing: "10s-60s",
    listDelayMs: 15 * SECOND,
    faults: [
      { stage: "list", probability: 0.1, status: 429, retryAfter: 8 },
      { stage: "list", probability: 0.1, fault: "cut-json" },
      { stage: "list", probability: 0.1, fault: "http/503" },
      { stage: "list", probability: 0.03, fault: "no-answer" },
      { stage: "poll", probability: 0.05, fault: "reset-before" },
    ],
    ours: { arriveOverMs: 20 * SECOND },
  },
  {
    ...calm,
    name: "webhooks",
    processing: "20s-60s",
    faults: [
      { stage: "poll", probability: 0.2, status: 429, retryAfter: 9 },
      { stage: "submit", probability: 0.1, fault: "reset-after" },
    ],
    ours: { ringEveryMs: 300 },
  },
  {
    ...calm,
    name: "restarts",
    listDelayMs: 5 * SECOND,
    faults: [
      { stage: "submit", probability: 0.1, fault: "reset-after" },
      { stage: "upload", probability: 0.1, fault: "slow" },
    ],
    ours: { stopEveryMs: 7 * SECOND },
  },
  {
    ...calm,
    name: "several-processes",
    processing: "exp 8s",
    listDelayMs: 5 * SECOND,
    faults: [
      { stage: "submit", probability: 0.15, fault: "reset-after" },
      { stage: "poll", probability: 0.1, status: 429, retryAfter: 4 },
    ],
    ours: { processes: 3, deaths: 0.005, mostEnds: 50, arriveOverMs: 40 * SECOND },
  },
];

/** The plot of that name; undefined when there is none. */
export function plotNamed(name: string): Plot | undefined {
  return PLOTS.find((plot) => plot.name === name);
}
