import type { WireBody, WireHead, WireReply } from "../../../domain/provider-server.ts";
import type { ScoreAsk, ScoreResultAsk, ScoreTask } from "../../../domain/scoring-server.ts";
import type { WireForm } from "../../../domain/wire-form.ts";
import { AUDIO_FIELDS, FORM, LATER, PLANS } from "../wire.ts";
import { exception, json, refusal } from "./faults.ts";
import { routeOf } from "./route.ts";

type Heard = ScoreAsk | ScoreResultAsk | { readonly kind: "refused"; readonly reply: WireReply };

/** Documents show these schemes, in any case. */
const AUTHORIZATION = /^(elsa|bearer)(?:\s+(\S+))?\s*$/i;

const NO_FORM: WireForm = { kind: "form", fields: {}, recordings: {} };

const refused = (reply: WireReply): Heard => ({ kind: "refused", reply });

/** What a request asks for, or its refusal where its form alone is wrong. */
export function hear(head: WireHead, body: WireBody): Heard {
  const route = routeOf(head);
  if (route === null) return refused(notFound());
  const task = route.at === "submit" ? route.task : "unscripted";
  const key = tokenIn(head.headers.authorization, task);
  if (typeof key !== "string") return refused(key);
  if (route.at === "poll") return { kind: "score-result", key, task, id: route.id };
  const form = body.kind === "form" ? body : NO_FORM;
  const audio = audioIn(form);
  if (audio === null) return refused(exception("elsa/missing-audio-param"));
  const plan = form.fields[FORM.plan];
  if (plan !== undefined && !isPlan(plan, task)) return refused(badArgument(FORM.plan));
  const sentences = task === "scripted" ? sentencesIn(form.fields[FORM.sentence] ?? "") : [];
  if (sentences === null) return refused(badArgument(FORM.sentence));
  const later = Object.entries(LATER.fields).every(([name, value]) => form.fields[name] === value);
  return { kind: "score", key, task, audio, sentences, later, form: route.form, fields: form.fields };
}

/** The documented inline example of a 404. */
export function notFound(): WireReply {
  return json(404, { message: "Not Found" });
}

/** The token; else the refusal. What is no header of the documented form is no token at all to unscripted requests. */
function tokenIn(header: string | undefined, task: ScoreTask): string | WireReply {
  const [, scheme, token] = AUTHORIZATION.exec(header?.trim() ?? "") ?? [];
  if (scheme === undefined) {
    return exception(task === "scripted" ? "elsa/invalid-header-parameter" : "elsa/no-token-provided");
  }
  return token ?? exception("elsa/no-token-provided");
}

/** A recording in the form comes before an address. */
function audioIn({ fields, recordings }: WireForm): ScoreAsk["audio"] | null {
  for (const name of AUDIO_FIELDS) {
    const recording = recordings[name];
    if (recording !== undefined) return recording;
  }
  const url = fields[FORM.path]?.trim() ?? "";
  return url === "" ? null : { url };
}

/** One sentence, or a JSON list of some; null for none. */
function sentencesIn(written: string): readonly string[] | null {
  const sentences = (listIn(written) ?? [written]).map((sentence) => sentence.trim());
  return sentences.length === 0 || sentences.includes("") ? null : sentences;
}

function listIn(written: string): readonly string[] | null {
  if (!written.trimStart().startsWith("[")) return null;
  try {
    const list: unknown = JSON.parse(written);
    return Array.isArray(list) && list.every((one): one is string => typeof one === "string") ? list : null;
  } catch {
    return null;
  }
}

/** The page of transcripts alone lists one plan more. */
function isPlan(plan: string, task: ScoreTask): boolean {
  return PLANS.some((known) => known === plan) || (task === "transcription" && plan === "asr");
}

/** Not in the listing: documented is the status alone. */
function badArgument(name: string): WireReply {
  return refusal(400, `Invalid argument: ${name}`);
}
