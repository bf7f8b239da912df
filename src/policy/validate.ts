import { z } from "zod";
import { FAULT_CLASSES } from "../domain/fault.ts";
import type { Policy } from "../domain/policy.ts";
import { PREPARE_MODES } from "../domain/repair.ts";
import { checked, count, group, ms, type PlaceOf, share } from "./figures.ts";
import { longestFirstDelay } from "./first-delay.ts";

/** A delay that grows faster is at its cap at once. */
const MOST_GROWTH = 100;

const tries = count(1, ": the first try counts");

const growth = z
  .number({ error: "must be a number" })
  .min(1, { error: "must be at least 1: a delay does not shrink" })
  .max(MOST_GROWTH, { error: `must be at most ${MOST_GROWTH}` });

const jitter = z.union([z.literal(["full", "equal", "none"]), group({ share })], {
  error: 'must be "full", "equal", "none" or { share: 0 to 1 }',
});

const backoff = group({ baseMs: ms(0), factor: growth, capMs: ms(0), jitter }).refine(
  ({ baseMs, capMs }) => capMs >= baseMs,
  { path: ["capMs"], error: "must not be less than baseMs" },
);

const limit = group({
  baseMs: ms(1),
  bytesPerSecond: z.number({ error: "must be a number or null" }).min(1, { error: "must be at least 1" }).nullable(),
  perAudioSecondMs: ms(0),
  idleMs: ms(1),
});

const stage = group({ attempts: tries, backoff, limit });

const polling = group({ floorMs: ms(1), ceilingMs: ms(1), shareOfAudio: share, growth }).refine(
  ({ floorMs, ceilingMs }) => ceilingMs >= floorMs,
  { path: ["ceilingMs"], error: "must not be less than floorMs" },
);

const reconcile = group({
  emptyLookups: tries,
  graceMs: ms(0),
  everyMs: ms(1),
  onUncertain: z.literal(["hold", "resubmit"], { error: 'must be "hold" or "resubmit"' }),
  resubmitUpToSeconds: z
    .number({ error: "must be a number of seconds or null" })
    .positive({ error: "must be more than 0 seconds" })
    .nullable(),
})
  .refine(({ onUncertain, resubmitUpToSeconds }) => onUncertain === "resubmit" || resubmitUpToSeconds === null, {
    path: ["resubmitUpToSeconds"],
    error: 'must be null while onUncertain is "hold", since nothing is sent again then',
  })
  .refine(({ onUncertain, resubmitUpToSeconds }) => onUncertain === "hold" || resubmitUpToSeconds !== null, {
    path: ["resubmitUpToSeconds"],
    error: 'must say up to which length while onUncertain is "resubmit", since it may be paid twice',
  });

const schema: z.ZodType<Policy> = group({
  name: z.string({ error: "must be text" }).min(1, { error: "must not be empty" }),
  stages: group({ prepare: stage, upload: stage, submit: stage, wait: stage, deliver: stage }),
  prepare: group({
    mode: z.literal(PREPARE_MODES, { error: 'must be "off", "check" or "mend"' }),
    lossy: z.boolean({ error: "must be true or false" }),
    toleranceMs: ms(0).nullable(),
  }),
  deadlineMs: ms(1),
  submissions: group({ max: tries, backoff }),
  uploadLifetimeMs: ms(0),
  reconcile,
  polling,
  outageHoldMs: ms(1).nullable(),
  failover: group({
    on: z.array(z.literal(FAULT_CLASSES, { error: `must be among ${FAULT_CLASSES.join(", ")}` }), {
      error: "must be a list of kinds of fault",
    }),
    afterMs: ms(0),
  }),
  thin: group({
    action: z.literal(["accept", "retry", "failover"], { error: 'must be "accept", "retry" or "failover"' }),
    coverage: share,
    fromMs: ms(0),
  }),
  stuck: group({
    times: z.number({ error: "must be a number" }).min(1, { error: "must be at least 1" }),
    atLeastMs: ms(1),
    action: z.literal(["tell", "resubmit", "failover"], { error: 'must be "tell", "resubmit" or "failover"' }),
  }),
  unknownAttempts: tries,
}).superRefine((policy, context) => {
  const first = longestFirstDelay(policy);
  if (policy.deadlineMs > first.ms) return;
  const message = `must be more than the first delay of ${first.field}, ${first.ms} ms`;
  context.addIssue({ code: "custom", path: ["deadlineMs"], message });
});

/**
 * The same policy, known to be whole and free of contradictions.
 *
 * @param placeOf says where its fields stand in a file
 * @throws SettingsError `settings/policy`, naming every field that is wrong and what it may be
 */
export function validatePolicy(value: unknown, placeOf?: PlaceOf): Policy {
  return checked(schema, value, { what: "policy", code: "settings/policy", placeOf });
}
