import type { Backoff, Policy, TimeLimit } from "../domain/policy.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Doubling, the delay drawn anywhere below: the widest spread, so that many jobs do not come back at the same moment. */
function fullJitter(baseMs: number, capMs: number): Backoff {
  return { baseMs, factor: 2, capMs, jitter: "full" };
}

function flat(baseMs: number): TimeLimit {
  return { baseMs, bytesPerSecond: null, perAudioSecondMs: 0, idleMs: baseMs };
}

/**
 * Patience where nobody asked for another. The figures are our judgement, chosen within the limits that the vendors
 * document; where one of them has a source of its own it is named beside it.
 */
export const defaultPolicy: Policy = {
  name: "default",

  stages: {
    // Work on this machine: a second try helps against a full disk or a busy processor, a third rarely.
    prepare: {
      attempts: 2,
      backoff: { baseMs: 1 * SECOND, factor: 2, capMs: 5 * SECOND, jitter: "none" },
      // Decoding takes a small part of a tenth of the recording's length: whatever takes longer hangs.
      limit: { baseMs: 30 * SECOND, bytesPerSecond: null, perAudioSecondMs: 100, idleMs: 30 * SECOND },
    },

    // Five attempts from 1 s doubling to 60 s: AssemblyAI's article on retries ("1s, 2s, 4s, 8s", a cap of 60 s, 3 to 5
    // attempts). 256 KiB/s is a slow uplink; a dead one is noticed by its silence long before.
    upload: {
      attempts: 5,
      backoff: fullJitter(1 * SECOND, 60 * SECOND),
      limit: { baseMs: 30 * SECOND, bytesPerSecond: 256 * 1024, perAudioSecondMs: 0, idleMs: 30 * SECOND },
    },

    // Counts refusals. A submit whose outcome is unknown is looked up and not counted here.
    submit: {
      attempts: 5,
      backoff: fullJitter(2 * SECOND, 60 * SECOND),
      limit: flat(60 * SECOND),
    },

    // `attempts` is not used: a run that is paid for is asked after until the job's deadline. Half of each delay is
    // fixed, since an API in trouble must not be asked again at once.
    wait: {
      attempts: 1,
      backoff: { baseMs: 3 * SECOND, factor: 1.5, capMs: 60 * SECOND, jitter: "equal" },
      limit: flat(20 * SECOND),
    },

    // The transcript is paid for, so the day ends before the attempts do: even the shortest delays, half of 5 s doubling
    // to half an hour, need 57 of them to fill 24 h.
    deliver: {
      attempts: 100,
      backoff: { baseMs: 5 * SECOND, factor: 2, capMs: 1 * HOUR, jitter: "equal" },
      limit: flat(15 * SECOND),
    },
  },

  // What could only fail is told before it is paid for, and mended where nothing is lost by it. The tolerance is the
  // inspection's own: the guide on duration discrepancies has 0.01 s, less than what encoders pad.
  prepare: { mode: "mend", lossy: false, toleranceMs: null },

  deadlineMs: 1 * DAY,

  // Every run may be billed, and AssemblyAI may have retried three times by itself before it says "server error" (an
  // account setting, guide on server errors). The same guide waits 5 s: the jitter is added, so never less.
  submissions: { max: 3, backoff: { baseMs: 5 * SECOND, factor: 2, capMs: 60 * SECOND, jitter: { share: 0.25 } } },

  // AssemblyAI's pages name 24 h to 3 days as the time after which an upload is deleted: the shortest is safe, and one
  // more upload costs nothing.
  uploadLifetimeMs: 1 * DAY,

  // How late a list shows a new run is documented nowhere, so the grace is our choice. Too short pays twice, too long
  // costs half a minute after a lost reply: the second is the smaller mistake. Where nobody can be asked it is held for
  // the same reason.
  reconcile: {
    emptyLookups: 2,
    graceMs: 30 * SECOND,
    everyMs: 12 * SECOND,
    onUncertain: "hold",
    resubmitUpToSeconds: null,
  },

  // AssemblyAI allows an account 20,000 requests in 5 minutes: 200 jobs asked after every 3 s (its SDKs' interval) use up
  // all of that, every 30 s it takes 2,000. One per cent of the length is when the first answers can be expected.
  polling: { floorMs: 3 * SECOND, ceilingMs: 30 * SECOND, shareOfAudio: 0.01, growth: 1.5 },

  // Five attempts fill a minute or two. An outage that is not over by then is looked at again every five minutes: one
  // request each, and nothing that was accepted is lost to it.
  outageHoldMs: 5 * MINUTE,

  // Where another provider may do better. Not among them: what is wrong with the recording, since a recogniser that is
  // asked for words where there are none invents some; and trouble of this machine. A minute of trouble is an outage, less
  // of it is nobody's reason to change the engine.
  failover: {
    on: ["network", "timeout", "throttled", "server", "quota", "auth", "request", "protocol", "ambiguous"],
    afterMs: 1 * MINUTE,
  },

  // Measured on nothing but our own recordings: half of the sound is far below what any of them loses. The default asks
  // once more, within the money budget: silence is billed too.
  thin: { action: "retry", coverage: 0.5, fromMs: 5 * SECOND },

  // AssemblyAI has most files done within 45 s. What was accepted is paid for, so nothing but a word is the default.
  stuck: { times: 10, atLeastMs: 30 * MINUTE, action: "tell" },

  // The lower end of the article's "3 to 5": it may be anything, so hope is bounded.
  unknownAttempts: 3,
};
