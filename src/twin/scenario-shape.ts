import { z } from "zod";
import { durationOf, PROCESSING_FORMS, processingOf } from "./processing.ts";
import { MOODS } from "./scoring/script.ts";
import { HINT_FORMS, SCRIPT_STAGES } from "./script.ts";

const WIRE_FAULTS = ["reset-before", "reset-after", "no-answer", "cut-json", "slow", "html"] as const;

/** Headers that the mount or `retry-after` writes. */
const OWN_HEADERS = /^(retry-after|retry-after-ms|content-length|transfer-encoding|connection)$/i;

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

const TASKS = ["unscripted", "scripted", "transcription"] as const;

const DURATION = 'a time such as "250ms", "10s", "2m" or "1h"';

/** What each word of a scenario takes: told to whoever wrote something else. */
export const ALLOWED: Readonly<Record<string, string>> = {
  concurrency: "a whole number from 1: runs worked on at once",
  "vendor-retries": "a whole number from 0",
  "list-delay": DURATION,
  processing: PROCESSING_FORMS,
  "created-status": "200 or 201: how a successful upload or submit is answered",
  "upload-lifetime": DURATION,
  retention: `${DURATION}, counted from the end of a run`,
  redaction: `${DURATION}, from the end of a run until its redacted recording is ready`,
  "webhook-timeout": DURATION,
  "webhook-attempts": "a whole number from 1",
  "webhook-every": DURATION,
  clients: "a list of clients, each with a token of its own; without it any token is let in",
  token: "a text without spaces, that no other client has",
  id: "a text or a number: what messages call the client",
  user: "what kind of user the token is of, such as teacher",
  known: "true or false: whether the user of the token is there",
  active: "true or false",
  access: `a list of: ${TASKS.join(", ")}`,
  minutes: "a number from 0; without it minutes never end",
  "sync-limit": `${DURATION}: longer recordings of free speech are refused while their caller waits`,
  "strict-audio": "true or false: whether recordings of free speech are taken as 16 kHz mono only",
  "recogniser-timeout": DURATION,
  "token-lifetime": `${DURATION}, for tokens that the twin gives out`,
  faults: "a list of faults, each with a stage and a fault or a status",
  stage: SCRIPT_STAGES.join(", "),
  occurrence: 'a number from 1, a range such as "2-4", or a list of these',
  probability: 'a share such as "20%" or 0.2',
  from: `${DURATION}, since the start of the twin`,
  to: `${DURATION}, since the start of the twin and later than "from"`,
  times: "a whole number from 1",
  fault: `${WIRE_FAULTS.join(", ")}, http/<status>, or a code of the provider's catalogue; for the stage job such a code or an "error"; for the stage recogniser ${MOODS.join(", ")}`,
  status: "an HTTP status from 200 to 599",
  body: "a text",
  headers:
    "names with texts, as HTTP allows them; Retry-After has a word of its own, and lengths and connections are the twin's",
  "retry-after": "seconds, or a text that is sent as it stands",
  "retry-after-form": HINT_FORMS.join(", "),
  processed: "true or false",
  bytes: "a whole number from 1",
  every: DURATION,
  error: "a text; only for the stage job",
};

const count = z.number().int().min(1);

/** A text that one of the readers in `processing.ts` and below turns into a value. */
function read<T>(reader: (text: string) => T | null) {
  return z.union([z.string(), z.number()]).transform((value, context): T => {
    const meaning = reader(String(value));
    if (meaning !== null) return meaning;
    context.addIssue({ code: "invalid_type", expected: "string", input: value });
    return z.NEVER;
  });
}

function rangesOf(text: string): (readonly [number, number])[] | null {
  const ranges: (readonly [number, number])[] = [];
  for (const part of text.split(",")) {
    const match = /^\s*(\d+)(?:\s*-\s*(\d+))?\s*$/.exec(part);
    const from = Number(match?.[1] ?? 0);
    const to = Number(match?.[2] ?? from);
    if (from < 1 || to < from) return null;
    ranges.push([from, to]);
  }
  return ranges;
}

function shareOf(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(text.trim());
  if (match === null) return null;
  const share = Number(match[1]) / (match[2] === "%" ? 100 : 1);
  return share <= 1 ? share : null;
}

const duration = read(durationOf);

/** One fault as it is written. Which of its words go together is for `clashOf` to say. */
export const faultShape = z.strictObject({
  stage: z.enum(SCRIPT_STAGES),
  occurrence: z
    .union([read(rangesOf), z.array(read(rangesOf)).transform((lists) => lists.flat())])
    .refine((ranges) => ranges.length > 0)
    .optional(),
  probability: read(shareOf).optional(),
  from: duration.optional(),
  to: duration.optional(),
  times: count.optional(),
  fault: z.union([z.enum(WIRE_FAULTS), z.enum(MOODS), z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/)]).optional(),
  status: z.number().int().min(200).max(599).optional(),
  body: z.string().optional(),
  headers: z
    .record(
      z.string().refine((name) => HEADER_NAME.test(name) && !OWN_HEADERS.test(name)),
      z.coerce.string().regex(HEADER_VALUE),
    )
    .optional(),
  "retry-after": z.union([z.number(), z.string().regex(HEADER_VALUE)]).optional(),
  "retry-after-form": z.enum(HINT_FORMS).optional(),
  processed: z.boolean().optional(),
  bytes: count.optional(),
  every: duration.optional(),
  error: z.string().min(1).optional(),
});

/** Somebody whom a scoring service knows, as it is written. */
export const clientShape = z.strictObject({
  token: z.string().regex(/^[\x21-\x7e]+$/),
  id: z.union([z.string().min(1), z.number().int().transform(String)]),
  user: z.string().min(1).optional(),
  known: z.boolean().optional(),
  active: z.boolean().optional(),
  access: z.array(z.enum(TASKS)).optional(),
  minutes: z.number().min(0).optional(),
});

/** Each token is one client's. */
const clientsShape = z.array(clientShape).superRefine((clients, context) => {
  for (const [index, { token }] of clients.entries()) {
    const first = clients.findIndex((client) => client.token === token);
    if (first < index) context.addIssue({ code: "custom", path: [index, "token"], input: token });
  }
});

/** A whole scenario as it is written. */
export const scenarioShape = z.strictObject({
  concurrency: count.optional(),
  "vendor-retries": z.number().int().min(0).optional(),
  "list-delay": duration.optional(),
  processing: read(processingOf).optional(),
  "created-status": z.union([z.literal(200), z.literal(201)]).optional(),
  "upload-lifetime": duration.optional(),
  retention: duration.optional(),
  redaction: duration.optional(),
  "webhook-timeout": duration.optional(),
  "webhook-attempts": count.optional(),
  "webhook-every": duration.optional(),
  clients: clientsShape.optional(),
  minutes: z.number().min(0).optional(),
  "sync-limit": duration.optional(),
  "strict-audio": z.boolean().optional(),
  "recogniser-timeout": duration.optional(),
  "token-lifetime": duration.optional(),
  faults: z.array(faultShape).optional(),
});

export type RawClient = z.output<typeof clientShape>;
export type RawFault = z.output<typeof faultShape>;
export type RawScenario = z.output<typeof scenarioShape>;
