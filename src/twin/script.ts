import type { Processing } from "./processing.ts";
import { CALM_SCORING, type Mood, type ScoringScript } from "./scoring/script.ts";

/**
 * Where a fault strikes: six kinds of request, the provider's own work on an accepted recording, or the recogniser behind
 * a service that scores.
 */
export const SCRIPT_STAGES = ["upload", "submit", "poll", "list", "result", "delete", "job", "recogniser"] as const;
export type ScriptStage = (typeof SCRIPT_STAGES)[number];

/** How a `Retry-After` is written: whole seconds, an HTTP date, or milliseconds in `retry-after-ms`. */
export const HINT_FORMS = ["seconds", "date", "ms"] as const;
export type HintForm = (typeof HINT_FORMS)[number];

/** A pause that a reply asks for. A text is sent as it stands and promises nothing. */
export type Hint = { readonly seconds: number; readonly form: HintForm } | { readonly text: string };

interface Refusing {
  readonly headers: Readonly<Record<string, string>>;
  readonly hint: Hint | null;
  /** True when the request is carried out all the same before it is answered like this. */
  readonly processed: boolean;
}

export type ScriptedFault =
  | ({ readonly kind: "status"; readonly status: number; readonly body: string | null } & Refusing)
  /** A code of the provider's catalogue, or `http/<status>`. */
  | ({ readonly kind: "named"; readonly code: string } & Refusing)
  /** A page for browsers, as load balancers send it. */
  | ({ readonly kind: "html"; readonly status: number } & Refusing)
  /** The socket dies before the request is carried out. */
  | { readonly kind: "reset-before" }
  /** The socket dies once the request has been carried out. */
  | { readonly kind: "reset-after" }
  | { readonly kind: "no-answer"; readonly processed: boolean }
  /** The true reply, cut in the middle. */
  | { readonly kind: "cut-json" }
  /** The true reply, trickling. */
  | { readonly kind: "slow"; readonly bytes: number; readonly everyMs: number }
  /** The run ends with this error text. Only for the stage `job`. */
  | { readonly kind: "job-error"; readonly text: string }
  /** Only for the stage `recogniser`. */
  | { readonly kind: "recogniser"; readonly mood: Mood };

/** When a rule applies: all that is not null must hold. */
export interface When {
  /** Ranges of occurrences of the stage, counted from 1, both ends included. */
  readonly occurrences: readonly (readonly [number, number])[] | null;
  /** 0 to 1, drawn anew for each occurrence. */
  readonly probability: number | null;
  /** Milliseconds since the twin started; the end is not included. */
  readonly outage: { readonly fromMs: number; readonly toMs: number } | null;
}

export interface Rule {
  readonly stage: ScriptStage;
  readonly when: When;
  /** Applies at most so often; null for no limit. */
  readonly times: number | null;
  readonly fault: ScriptedFault;
  /** Where it was written, for people: `bad-day.yaml:3:5`. */
  readonly where: string;
}

/** How the provider tells that a run is over. */
export interface WebhookPatience {
  /** An answer that takes longer counts as none, ms. */
  readonly timeoutMs: number;
  /** Tries in all. */
  readonly attempts: number;
  /** Between the end of one try and the next, ms. */
  readonly everyMs: number;
  /** True where a 4xx does not end it either. Default false. */
  readonly refusalsToo?: boolean;
}

/** A twin's script: how it works when nothing goes wrong, and what goes wrong. Of the rules that apply, the first wins. */
export interface Scenario {
  readonly name: string;
  readonly rules: readonly Rule[];
  /** Runs worked on at once; more are queued, first come, first served. */
  readonly concurrency: number;
  /** How often the provider itself tries a failed run again before its caller sees `error`. */
  readonly vendorRetries: number;
  /** How long a new run is missing from the list, ms. */
  readonly listDelayMs: number;
  readonly processing: Processing;
  /** Status of a reply to an upload or a submit that made something: some clients take nothing but 200. */
  readonly createdStatus: 200 | 201;
  /** An upload is deleted after this time, ms. */
  readonly uploadLifetimeMs: number;
  /** A run is forgotten this long after its end, ms. */
  readonly retentionMs: number;
  /** From the end of a run until its redacted recording is ready, ms. */
  readonly redactionMs: number;
  readonly webhooks: WebhookPatience;
  /** Only a service that scores speech has a use for it. */
  readonly scoring: ScoringScript;
}

const HOUR_MS = 3_600_000;

/**
 * Nothing goes wrong; work takes no time. 200 parallel jobs is the limit of a paid account; the lifetimes are the
 * shortest and the webhook's patience the one that the vendor documents.
 */
export const CALM: Scenario = {
  name: "calm",
  rules: [],
  concurrency: 200,
  vendorRetries: 0,
  listDelayMs: 0,
  processing: { draw: { kind: "constant", ms: 0 }, shareOfAudio: 0 },
  createdStatus: 200,
  uploadLifetimeMs: 24 * HOUR_MS,
  retentionMs: 30 * 24 * HOUR_MS,
  redactionMs: 0,
  webhooks: { timeoutMs: 10_000, attempts: 10, everyMs: 10_000 },
  scoring: CALM_SCORING,
};
