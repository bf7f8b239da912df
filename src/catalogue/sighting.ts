import type { Seen } from "../domain/catalogue-entry.ts";
import type { Evidence } from "../domain/evidence.ts";
import type { Sighting } from "./claim.ts";
import { normalise } from "./normal-text.ts";
import { replyWords } from "./reply-words.ts";

/** Codes of a success that makes no sense, as entries name them. */
const GARBLED = { cut: "CUT", empty: "EMPTY", page: "PAGE", other: "GARBLED" } as const;

/** What a body is shows in its first characters. */
const HEAD = 4 * 1024;

const WEB_PAGE = /^\s*<(?:!doctype|html)/i;

interface Trouble {
  readonly seen: readonly Seen[];
  readonly status: number | null;
  readonly code: string | null;
  readonly labels: readonly string[];
  readonly words: string;
}

/** What of the evidence entries are compared with, and the words as they came. */
export function sightingOf(evidence: Evidence): Sighting & { readonly words: string } {
  const { provider, anyStage = false, kind = null } = evidence;
  const trouble = troubleOf(evidence);
  const stage = anyStage ? null : evidence.stage;
  return { ...trouble, provider, stage, kind, text: normalise(trouble.words) };
}

function troubleOf({ exchange: { outcome }, heard, complaint }: Evidence): Trouble {
  const none = { status: null, code: null, labels: [] };
  if (outcome.kind === "no-reply") {
    const seen = ["socket", "program", ...(heard === "failed" ? (["job"] as const) : [])] as const;
    return { ...none, seen, code: outcome.code, words: complaint ?? outcome.message };
  }
  const { status, body, complete } = outcome;
  if (heard === "failed") return { ...none, seen: ["job"], status, words: complaint ?? "" };
  const { sentence, labels } = replyWords(body);
  const words = complaint ?? sentence ?? body;
  if (status < 200 || status > 299) return { ...none, seen: ["reply"], status, labels, words };
  return { seen: ["garbled"], status, code: garbledCode(body, complete), labels, words };
}

function garbledCode(body: string, complete: boolean): string {
  if (!complete) return GARBLED.cut;
  const head = body.slice(0, HEAD);
  if (head.trim() === "" && body.length <= HEAD) return GARBLED.empty;
  return WEB_PAGE.test(head) ? GARBLED.page : GARBLED.other;
}
