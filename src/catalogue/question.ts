import type { RequestKind, Seen } from "../domain/catalogue-entry.ts";
import type { Stage } from "../domain/stage.ts";
import type { Catalogue } from "./catalogue.ts";
import { type Claim, compareWeights, type Sighting } from "./claim.ts";
import { normalise } from "./normal-text.ts";
import { replyWords } from "./reply-words.ts";

/** What somebody tells of a failure that they saw: a message, a body or a socket's code, and what else they know. */
export interface Question {
  /** A message as it was shown, a whole body, or a code such as `ECONNRESET`. */
  readonly text: string;
  /** HTTP status; null where it is not known. */
  readonly status: number | null;
  /** The providers that may have said it. */
  readonly providers: readonly string[];
  readonly stage: Stage | null;
  readonly kind: RequestKind | null;
}

/** A claim and what was compared with it. */
export interface Answer {
  readonly provider: string;
  readonly sighting: Sighting;
  readonly claim: Claim;
}

/** What the codes of sockets and of TLS look like, and many a word in capitals: the catalogue tells which it is. */
const CAPITALS = /\b[A-Z][A-Z0-9_]{3,}\b/g;
const MOST_CODES = 20;

/** A status where people and libraries write it. */
const STATUS = /\b(?:HTTP(?:\/[\d.]+)?|status(?: code)?)[\s:=]*([1-5]\d\d)\b/i;

/** Only what stands at the beginning is looked at for codes and statuses. */
const HEAD = 4 * 1024;

/** What may be meant, the most telling first. Never empty when there is a provider. */
export function answersTo(question: Question, catalogue: Catalogue): readonly Answer[] {
  const answers = question.providers.flatMap((provider) =>
    sightingsOf(question, provider, catalogue).flatMap((sighting) =>
      catalogue.claims(sighting).map((claim) => ({ provider, sighting, claim })),
    ),
  );
  const told = new Set<string>();
  return answers
    .filter(({ claim }) => question.providers.length === 1 || isTelling(claim))
    .toSorted((a, b) => compareWeights(b.claim.weight, a.claim.weight))
    .filter(({ claim }) => !told.has(claim.entry.code) && told.add(claim.entry.code));
}

/** Where nobody said whose words they are, a provider's own entry must be known by more than that it is the provider's. */
function isTelling({ entry, match }: Claim): boolean {
  return entry.provider === null || Object.values(match).some((known) => known !== null);
}

function sightingsOf(question: Question, provider: string, catalogue: Catalogue): readonly Sighting[] {
  const { stage, kind } = question;
  const { sentence, labels } = replyWords(question.text);
  const head = question.text.slice(0, HEAD);
  const status = question.status ?? statusIn(head);
  const text = normalise(sentence ?? question.text);
  const common = { provider, stage, kind, labels, text };
  const words = question.status === null ? [...new Set(head.match(CAPITALS))].slice(0, MOST_CODES) : [];
  for (const code of words) {
    const sighting: Sighting = { ...common, seen: ["socket", "program"], status: null, code };
    const [{ entry, match }] = catalogue.claims(sighting);
    if (match.code !== null && entry.seen === "socket") return [sighting];
  }
  return seenWith(status).map((seen) => ({ ...common, seen: [seen], status: status ?? "unknown", code: null }));
}

/** A success tells of a failed run or makes no sense; a message alone may be of a failed run, which is worse, or a refusal. */
function seenWith(status: number | null): readonly Seen[] {
  if (status === null) return ["job", "reply"];
  return status >= 200 && status <= 299 ? ["job", "garbled"] : ["reply"];
}

function statusIn(text: string): number | null {
  const found = STATUS.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}
