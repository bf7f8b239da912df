/** A longer body is no error message: only its beginning is looked at, as plain text. */
const LONGEST_JSON = 64 * 1024;
const LONGEST_LABEL = 100;
/** Bodies put their words at most so deep: `{ error: { message } }`, `{ detail: [{ msg }] }`. */
const DEEPEST = 4;

/** Where APIs put the sentence for people, the most telling first. */
const WORD_KEYS = [
  "message",
  "error_message",
  "err_msg",
  "msg",
  "reason",
  "detail_message",
  "error",
  "errors",
  "detail",
  "details",
  "title",
] as const;

/** Where APIs put words for machines. */
const LABEL_KEYS = [
  "type",
  "code",
  "error_code",
  "err_code",
  "error_type",
  "category",
  "status",
  "short_message",
] as const;

/** Keys under which the same keys stand once more. */
const INNER_KEYS = ["error", "detail", "errors"] as const;

/** What a reply's body says, whatever shape its API gives it. */
export interface ReplyWords {
  /** The sentence for people; null where the body is no JSON, or has none. */
  readonly sentence: string | null;
  /** Words for machines in lower case, such as `insufficient_quota`. */
  readonly labels: readonly string[];
}

const NOTHING: ReplyWords = { sentence: null, labels: [] };

/** Reads an error body. Never throws, and takes time linear in the body up to a limit. */
export function replyWords(body: string): ReplyWords {
  if (body.length > LONGEST_JSON || !/^\s*[[{]/.test(body)) return NOTHING;
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return NOTHING;
  }
  return { sentence: sentenceIn(value, 0), labels: [...new Set(labelsIn(value, 0))] };
}

function sentenceIn(value: unknown, depth: number): string | null {
  if (typeof value === "string") return value.trim() === "" ? null : value;
  if (typeof value !== "object" || value === null || depth > DEEPEST) return null;
  if (Array.isArray(value)) return sentenceIn(value[0], depth + 1);
  for (const key of WORD_KEYS) {
    const found = sentenceIn(own(value, key), depth + 1);
    if (found !== null) return found;
  }
  return null;
}

function labelsIn(value: unknown, depth: number): readonly string[] {
  if (typeof value !== "object" || value === null || depth > DEEPEST) return [];
  if (Array.isArray(value)) return labelsIn(value[0], depth + 1);
  const here = LABEL_KEYS.map((key) => own(value, key))
    .filter((label) => typeof label === "string" || typeof label === "number")
    .map((label) => String(label).slice(0, LONGEST_LABEL).toLowerCase());
  return [...here, ...INNER_KEYS.flatMap((key) => labelsIn(own(value, key), depth + 1))];
}

/** A field of foreign JSON, never one that every object has. */
function own(value: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}
