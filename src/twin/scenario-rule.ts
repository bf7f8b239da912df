import type { RawClient, RawFault, RawScenario } from "./scenario-shape.ts";
import { MOODS, type Mood, type ScriptedClient } from "./scoring/script.ts";
import { CALM, type Hint, type Rule, type Scenario, type ScriptedFault } from "./script.ts";

/** A fault whose words do not go together: the word that is wrong and why. */
export interface Clash {
  readonly word: string;
  readonly why: string;
}

/** The words that a kind of fault has a use for, beside those that say when. */
const USES: Readonly<Record<string, readonly string[]>> = {
  status: ["status", "body", "headers", "retry-after", "retry-after-form", "processed"],
  named: ["fault", "headers", "retry-after", "retry-after-form", "processed"],
  html: ["fault", "status", "headers", "retry-after", "retry-after-form", "processed"],
  "no-answer": ["fault", "processed"],
  slow: ["fault", "bytes", "every"],
  job: ["fault", "error"],
};
const WHEN = ["stage", "occurrence", "probability", "from", "to", "times"];

/** The first thing that does not go together; null where all does. */
export function clashOf(raw: RawFault): Clash | null {
  const kind = kindOf(raw);
  if (kind === null) {
    return raw.stage === "job"
      ? { word: "stage", why: 'a job fault needs a "fault" from the catalogue or an "error"' }
      : { word: "stage", why: 'a fault needs a "fault" or a "status"' };
  }
  if (raw.stage === "job" && kind !== "job") {
    return { word: raw.fault === undefined ? kind : "fault", why: "nothing is sent at the stage job" };
  }
  const isMood = moodOf(raw.fault) !== null;
  if (isMood !== (raw.stage === "recogniser")) {
    return isMood
      ? { word: "fault", why: `"${raw.fault}" is for the stage recogniser` }
      : { word: "fault", why: `the stage recogniser takes one of: ${MOODS.join(", ")}` };
  }
  const useful = [...WHEN, ...(USES[kind] ?? ["fault"])];
  for (const word of Object.keys(raw)) {
    if (!useful.includes(word)) return { word, why: `"${word}" means nothing here` };
  }
  if (raw.fault !== undefined && raw.error !== undefined) {
    return { word: "error", why: '"fault" and "error" exclude each other' };
  }
  if (raw.to !== undefined && raw.to <= (raw.from ?? 0)) return { word: "to", why: '"to" must be later than "from"' };
  if (raw["retry-after-form"] !== undefined && typeof raw["retry-after"] !== "number") {
    return { word: "retry-after-form", why: 'a form needs seconds in "retry-after"' };
  }
  return null;
}

const moodOf = (fault: string | undefined): Mood | null => MOODS.find((mood) => mood === fault) ?? null;

function kindOf(raw: RawFault): string | null {
  if (raw.stage === "job" && (raw.error !== undefined || raw.fault?.includes("/"))) return "job";
  if (raw.fault?.includes("/")) return "named";
  return raw.fault ?? (raw.status === undefined ? (raw.error === undefined ? null : "error") : "status");
}

/** A fault without clashes as a rule; `where` says where it was written. */
export function ruleOf(raw: RawFault, where: string): Rule {
  const { from, to } = raw;
  return {
    stage: raw.stage,
    when: {
      occurrences: raw.occurrence ?? null,
      probability: raw.probability ?? null,
      outage:
        from === undefined && to === undefined ? null : { fromMs: from ?? 0, toMs: to ?? Number.MAX_SAFE_INTEGER },
    },
    times: raw.times ?? null,
    fault: faultOf(raw),
    where,
  };
}

function faultOf(raw: RawFault): ScriptedFault {
  const refusing = { headers: inSmallLetters(raw.headers ?? {}), hint: hintOf(raw), processed: raw.processed ?? false };
  if (raw.error !== undefined) return { kind: "job-error", text: raw.error };
  const mood = moodOf(raw.fault);
  if (mood !== null) return { kind: "recogniser", mood };
  switch (raw.fault) {
    case undefined:
      return { kind: "status", status: raw.status ?? 500, body: raw.body ?? null, ...refusing };
    case "html":
      return { kind: "html", status: raw.status ?? 502, ...refusing };
    case "reset-before":
    case "reset-after":
    case "cut-json":
      return { kind: raw.fault };
    case "no-answer":
      return { kind: "no-answer", processed: raw.processed ?? true };
    case "slow":
      return { kind: "slow", bytes: raw.bytes ?? 64, everyMs: raw.every ?? 100 };
    default:
      return { kind: "named", code: raw.fault, ...refusing };
  }
}

/** As both mounts hand them out, and so that none stands there twice. */
function inSmallLetters(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function hintOf(raw: RawFault): Hint | null {
  const said = raw["retry-after"];
  if (said === undefined) return null;
  return typeof said === "string" ? { text: said } : { seconds: said, form: raw["retry-after-form"] ?? "seconds" };
}

/** What a scenario leaves out is as on a calm day. */
export function scenarioOf(raw: RawScenario, name: string, rules: readonly Rule[]): Scenario {
  return {
    name,
    rules,
    concurrency: raw.concurrency ?? CALM.concurrency,
    vendorRetries: raw["vendor-retries"] ?? CALM.vendorRetries,
    listDelayMs: raw["list-delay"] ?? CALM.listDelayMs,
    processing: raw.processing ?? CALM.processing,
    createdStatus: raw["created-status"] ?? CALM.createdStatus,
    uploadLifetimeMs: raw["upload-lifetime"] ?? CALM.uploadLifetimeMs,
    retentionMs: raw.retention ?? CALM.retentionMs,
    redactionMs: raw.redaction ?? CALM.redactionMs,
    webhooks: {
      timeoutMs: raw["webhook-timeout"] ?? CALM.webhooks.timeoutMs,
      attempts: raw["webhook-attempts"] ?? CALM.webhooks.attempts,
      everyMs: raw["webhook-every"] ?? CALM.webhooks.everyMs,
    },
    scoring: {
      clients: raw.clients?.map(clientOf) ?? CALM.scoring.clients,
      minutes: raw.minutes ?? CALM.scoring.minutes,
      syncLimitMs: raw["sync-limit"] ?? CALM.scoring.syncLimitMs,
      strictAudio: raw["strict-audio"] ?? CALM.scoring.strictAudio,
      recogniserTimeoutMs: raw["recogniser-timeout"] ?? CALM.scoring.recogniserTimeoutMs,
      tokenLifetimeMs: raw["token-lifetime"] ?? CALM.scoring.tokenLifetimeMs,
    },
  };
}

/** A client who may do all that there is, where nothing else is said. */
function clientOf({ token, id, ...said }: RawClient): ScriptedClient {
  return {
    token,
    id,
    user: said.user ?? "user",
    known: said.known ?? true,
    active: said.active ?? true,
    access: said.access ?? ["unscripted", "scripted", "transcription"],
    minutes: said.minutes ?? null,
  };
}
