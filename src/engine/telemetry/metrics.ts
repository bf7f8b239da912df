import type { Attributes } from "./names.ts";

export interface Metric {
  readonly kind: "counter" | "histogram";
  /** UCUM. */
  readonly unit: string;
  readonly description: string;
  /** Upper bounds of a histogram's buckets, for an SDK that nobody told others. */
  readonly buckets?: readonly number[];
}

/** One point of a metric: added to a counter, or recorded by a histogram. */
export interface Point {
  readonly metric: MetricName;
  readonly value: number;
  /** Of few values each: never an id, an address or a name of somebody's own. */
  readonly attributes: Attributes;
}

/** From one quick call to a night of holding, s. */
const SECONDS = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 21_600, 86_400];
const ATTEMPTS = [1, 2, 3, 4, 5, 8];
const FACTORS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];

/** All that is measured. */
export const METRICS = {
  "tenuto.jobs": { kind: "counter", unit: "{job}", description: "Jobs that ended." },
  "tenuto.job.duration": {
    kind: "histogram",
    unit: "s",
    description: "From a job's acceptance to its end.",
    buckets: SECONDS,
  },
  "tenuto.queue.duration": {
    kind: "histogram",
    unit: "s",
    description: "From a job's acceptance to the first that was done for it.",
    buckets: SECONDS,
  },
  "tenuto.holds": { kind: "counter", unit: "{hold}", description: "Times that a job was held." },
  "tenuto.attempts": { kind: "counter", unit: "{attempt}", description: "Attempts of a stage." },
  "tenuto.attempt.duration": {
    kind: "histogram",
    unit: "s",
    description: "One attempt of a stage, where it is known how long it took.",
    buckets: SECONDS,
  },
  "tenuto.success.attempt": {
    kind: "histogram",
    unit: "{attempt}",
    description: "The attempt at which a stage was passed.",
    buckets: ATTEMPTS,
  },
  "tenuto.failovers": { kind: "counter", unit: "{job}", description: "Times that a job went on at the next link." },
  "tenuto.uncertain_submits": {
    kind: "counter",
    unit: "{submit}",
    description: "Submits whose reply was lost, by what became of them.",
  },
  "tenuto.thin_transcripts": {
    kind: "counter",
    unit: "{transcript}",
    description: "Transcripts that were taken although they hold too little.",
  },
  "tenuto.audio": { kind: "counter", unit: "s", description: "Audio that was transcribed." },
  "tenuto.realtime_factor": {
    kind: "histogram",
    unit: "1",
    description: "From the accepted submit to the transcript, by the length of the audio.",
    buckets: FACTORS,
  },
  "tenuto.sent": { kind: "counter", unit: "By", description: "Bytes of uploads and submits." },
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof METRICS;
