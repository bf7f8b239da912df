import { z } from "zod";
import { REQUEST_KINDS, SEEN } from "../domain/catalogue-entry.ts";
import { FAULT_CLASSES, type FaultScope, type Remedy } from "../domain/fault.ts";
import { STAGES } from "../domain/stage.ts";

/** Tries after this many have told all they can, and cost somebody's bandwidth. */
const MOST_ATTEMPTS = 100;

/** A shorter pace hammers the provider; a longer one is a job that nobody waits for. */
const SHORTEST_PACE_MS = 1_000;
const LONGEST_PACE_MS = 86_400_000;

const LONGEST_TEXT = 2_000;
const LONGEST_TEMPLATE = 500;
/** As far as a text is compared. */
const LONGEST_SAMPLE = 64 * 1024;
const LONGEST_WORD = 100;
/** Items of any list in an entry. */
const MOST_ITEMS = 50;

const SCOPES = Object.keys({ attempt: 0, job: 0, account: 0, host: 0 } satisfies Record<FaultScope, 0>);
const REMEDIES = Object.keys({
  retry: 0,
  resubmit: 0,
  reupload: 0,
  reconcile: 0,
  repair: 0,
  fetch: 0,
  refresh: 0,
  reroute: 0,
  failover: 0,
  park: 0,
  fail: 0,
} satisfies Record<Remedy, 0>);

const TEMPLATES = `texts of up to ${LONGEST_TEMPLATE} characters, with {name} where a value varies`;

/** What each word of an entry takes: told to whoever wrote something else. */
export const ALLOWED: Readonly<Record<string, string>> = {
  code: "two words of small letters, digits and dashes around a slash, such as own/tenant-suspended",
  overrides: "the code of a built-in entry; tenuto errors lists them",
  name: `the provider's own name for it, up to ${LONGEST_WORD} characters`,
  provider: "the name of a provider, or null for all",
  seen: SEEN.join(", "),
  kinds: `a list of ${REQUEST_KINDS.join(", ")}`,
  stages: `a list of ${STAGES.join(", ")}`,
  status: "a list of HTTP statuses from 100 to 599",
  statusRange: "the first and the last HTTP status, such as [500, 599]",
  codes: "a list of codes such as ECONNRESET; CERT_* stands for all that start so",
  labels: `a list of machine words from the reply, each up to ${LONGEST_WORD} characters`,
  message: `one of the ${TEMPLATES}`,
  wordings: `a list of ${TEMPLATES}`,
  parameters: "for each {name} a type and a description",
  type: "text, number or url",
  secret: "true or false",
  description: `a text of up to ${LONGEST_TEXT} characters`,
  advice: `a text of up to ${LONGEST_TEXT} characters`,
  class: FAULT_CLASSES.join(", "),
  scope: SCOPES.join(", "),
  remedy: REMEDIES.join(", "),
  attempts: `a whole number from 1 to ${MOST_ATTEMPTS}, the first try included`,
  pace: `minMs and maxMs, whole numbers of milliseconds from ${SHORTEST_PACE_MS} to ${LONGEST_PACE_MS}, minMs no more than maxMs`,
  sample: `a text of up to ${LONGEST_SAMPLE} characters, or null`,
  source: `a text of up to ${LONGEST_TEXT} characters`,
  dated: 'a month such as "2026-11"',
};

/** A text that may have been folded over several lines. */
function text(longest: number) {
  const whole = z.string().transform((value) => value.replace(/\s+/g, " ").trim());
  return whole.pipe(
    z
      .string()
      .min(1)
      .max(longest)
      .regex(/^\P{Cc}*$/u),
  );
}

function list<T extends z.ZodType>(item: T) {
  return z.array(item).min(1).max(MOST_ITEMS);
}

const entryCode = z
  .string()
  .max(LONGEST_WORD)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/);
const status = z.int().min(100).max(599);
const paceMs = z.int().min(SHORTEST_PACE_MS).max(LONGEST_PACE_MS);

const said = {
  wordings: list(text(LONGEST_TEMPLATE)).optional(),
  labels: list(text(LONGEST_WORD)).optional(),
  attempts: z.int().min(1).max(MOST_ATTEMPTS).optional(),
  pace: z
    .strictObject({ minMs: paceMs, maxMs: paceMs })
    .refine(({ minMs, maxMs }) => minMs <= maxMs)
    .optional(),
};

const telling = {
  description: text(LONGEST_TEXT),
  advice: text(LONGEST_TEXT),
  class: z.enum(FAULT_CLASSES),
  scope: z.enum(SCOPES as FaultScope[]),
  remedy: z.enum(REMEDIES as Remedy[]),
};

export const newEntry = z.strictObject({
  ...said,
  ...telling,
  code: entryCode,
  name: text(LONGEST_WORD).optional(),
  provider: z.string().nullable().optional(),
  seen: z.enum(SEEN),
  kinds: list(z.enum(REQUEST_KINDS)).optional(),
  stages: list(z.enum(STAGES)).optional(),
  status: list(status).optional(),
  statusRange: z
    .tuple([status, status])
    .refine(([first, last]) => first <= last)
    .optional(),
  codes: list(
    z
      .string()
      .max(LONGEST_WORD)
      .regex(/^[\w.-]{2,}\*?$/),
  ).optional(),
  message: text(LONGEST_TEMPLATE).optional(),
  parameters: z
    .record(
      z
        .string()
        .max(LONGEST_WORD)
        .regex(/^[a-zA-Z]\w*$/),
      z.strictObject({
        type: z.enum(["text", "number", "url"]),
        description: text(LONGEST_TEXT),
        secret: z.boolean().default(false),
      }),
    )
    .optional(),
  sample: z.string().min(1).max(LONGEST_SAMPLE).nullable().optional(),
  source: text(LONGEST_TEXT).optional(),
  dated: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
    .optional(),
});

export const override = z.strictObject({
  ...said,
  ...z.object(telling).partial().shape,
  overrides: z.string(),
});

export type RawEntry = z.output<typeof newEntry>;
export type RawOverride = z.output<typeof override>;
