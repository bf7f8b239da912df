import { z } from "zod";
import { SettingsError } from "../domain/errors.ts";
import type { Policy } from "../domain/policy.ts";

/** Longer than any recording, account or service here will last: beyond it a figure is a slip, such as seconds for ms. */
const TEN_YEARS_MS = 10 * 365 * 86_400_000;

/** More tries than this in ten years' patience would be a loop, not a policy. */
const MOST_TRIES = 1_000_000;

/** A delay that grows faster is at its cap at once. */
const MOST_GROWTH = 100;

function group<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `has no setting named ${issue.keys.join(", ")}`
        : "must be a group of settings",
  });
}

function ms(least: number) {
  return z
    .int({ error: "must be a whole number of milliseconds" })
    .min(least, { error: `must be at least ${least} ms` })
    .max(TEN_YEARS_MS, { error: "must be at most ten years, in milliseconds" });
}

const tries = z
  .int({ error: "must be a whole number" })
  .min(1, { error: "must be at least 1: the first try counts" })
  .max(MOST_TRIES, { error: `must be at most ${MOST_TRIES}` });

const growth = z
  .number({ error: "must be a number" })
  .min(1, { error: "must be at least 1: a delay does not shrink" })
  .max(MOST_GROWTH, { error: `must be at most ${MOST_GROWTH}` });

const share = z
  .number({ error: "must be a number" })
  .min(0, { error: "must be between 0 and 1" })
  .max(1, { error: "must be between 0 and 1" });

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

const schema: z.ZodType<Policy> = group({
  name: z.string({ error: "must be text" }).min(1, { error: "must not be empty" }),
  stages: group({ prepare: stage, upload: stage, submit: stage, wait: stage, deliver: stage }),
  deadlineMs: ms(1),
  submissions: group({ max: tries, backoff }),
  uploadLifetimeMs: ms(0),
  reconcile: group({ emptyLookups: tries, graceMs: ms(0), everyMs: ms(1) }),
  polling: group({ floorMs: ms(1), ceilingMs: ms(1), shareOfAudio: share, growth }).refine(
    ({ floorMs, ceilingMs }) => ceilingMs >= floorMs,
    {
      path: ["ceilingMs"],
      error: "must not be less than floorMs",
    },
  ),
  outageHoldMs: ms(1).nullable(),
  unknownAttempts: tries,
});

/**
 * The same policy, known to be whole and free of contradictions.
 *
 * @throws SettingsError `settings/policy`, naming every field that is wrong and what it may be
 */
export function validatePolicy(value: unknown): Policy {
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  throw new SettingsError(
    "settings/policy",
    `The policy cannot be used: ${checked.error.issues.map((issue) => complaint(issue, value)).join("; ")}.`,
    "Correct the values named, or leave them out to keep the preset's.",
  );
}

function complaint(issue: z.core.$ZodIssue, policy: unknown): string {
  const field = issue.path.join(".") || "policy";
  if (issue.code === "unrecognized_keys") return `${field} ${issue.message}`;
  const found = issue.path.reduce<unknown>((at, key) => Object(at)[key], policy);
  return `${field} ${issue.message} (it is ${shown(found)})`;
}

function shown(value: unknown): string {
  if (value === undefined) return "missing";
  return typeof value === "number" ? String(value) : JSON.stringify(value);
}
