import { mean, median, percentile } from "../statistics.mjs";

/**
 * What several races of one contestant come to. Times are of finished jobs alone, from a job's call to its transcript, in
 * seconds of the outside world; CPU is real.
 */
export function figuresOf(races) {
  const sum = (of) => races.reduce((total, race) => total + of(race), 0);
  const jobs = sum((race) => race.jobs);
  const finished = races.flatMap(({ outcomes }) => outcomes.filter((one) => one.failed === undefined));
  const seconds = finished.map(({ ms }) => ms / 1_000);
  return {
    jobs,
    finishedPercent: (finished.length / jobs) * 100,
    billed: sum(({ ledger }) => ledger.billed) / jobs,
    billedATranscript: sum(({ ledger }) => ledger.billed) / finished.length,
    billedTwice: sum(({ ledger }) => ledger.billedTwice.length),
    uploads: sum(({ ledger }) => ledger.uploads) / jobs,
    requests: sum(({ ledger }) => requestsOf(ledger)) / jobs,
    p50: percentile(seconds, 0.5),
    p99: percentile(seconds, 0.99),
    undercut: sum(({ ledger }) => ledger.repliesTooEarly),
    cpuMs: sum(({ cpuMs }) => cpuMs) / jobs,
    writtenKB: sum(({ writtenBytes }) => writtenBytes) / 1_000 / jobs,
    peakMB: median(races.map(({ peakMB }) => peakMB)),
    failures: failuresOf(races),
  };
}

/** From the provider being done to the caller having it, seconds on average. */
export function foundLate(races) {
  const lates = races.flatMap(({ outcomes, ledger }) =>
    outcomes.flatMap(({ id, at }) => (id === undefined ? [] : [(at - ledger.readyAt[id]) / 1_000])),
  );
  return mean(lates);
}

function requestsOf({ requests }) {
  return Object.values(requests).reduce((total, count) => total + count, 0);
}

/** What callers were told, and how often. */
function failuresOf(races) {
  const counts = {};
  for (const { failed } of races.flatMap(({ outcomes }) => outcomes)) {
    if (failed !== undefined) counts[failed] = (counts[failed] ?? 0) + 1;
  }
  return counts;
}
