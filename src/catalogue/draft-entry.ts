import type { Seen } from "../domain/catalogue-entry.ts";

/** A code's words are so many at most, a message's characters so many. */
const SLUG_WORDS = 6;
const LONGEST_MESSAGE = 300;

/** What changes from one time to the next: an address, an id, a number. */
const VARYING =
  /(?<url>https?:\/\/[^\s"'<>]+)|(?<id>\b(?=[0-9a-f-]*\d)(?=[0-9a-f-]*[a-f])[0-9a-f]{8,}(?:-[0-9a-f]+)*\b)|(?<number>\b\d+(?:\.\d+)?\b)/gi;

const TYPES = { url: "url", id: "text", number: "number" } as const;

/** A fault that nobody knows, as it was seen. */
export interface Unnamed {
  /** Null where nobody knows who said it. */
  readonly provider: string | null;
  readonly seen: Seen;
  /** Null where there was none, or nobody knows. */
  readonly status: number | null;
  /** The words, secrets removed. */
  readonly text: string;
}

/**
 * An entry that would name it from now on, in the form in which own entries are handed in. What varies in the words has
 * become parameters; the class is for whoever knows better to correct.
 */
export function draftEntry({ provider, seen, status, text }: Unnamed): Readonly<Record<string, unknown>> {
  const words = text
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim()
    .slice(0, LONGEST_MESSAGE)
    .replace(/[{}]/g, "");
  const { message, parameters } = templateOf(words);
  return {
    code: `own/${slugOf(message)}`,
    ...(provider === null ? {} : { provider }),
    seen,
    ...(status === null ? {} : { status: [status] }),
    ...(message === "" ? {} : { message }),
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
    description: "Say here when it occurs.",
    advice: "Say here what helps.",
    class: "ambiguous",
    scope: "job",
    remedy: "retry",
    attempts: 2,
    sample: words,
  };
}

interface Drafted {
  readonly message: string;
  readonly parameters: Readonly<Record<string, { readonly type: string; readonly description: string }>>;
}

function templateOf(words: string): Drafted {
  const parameters: Record<string, Drafted["parameters"][string]> = {};
  const counts = { url: 0, id: 0, number: 0 };
  const message = words.replace(VARYING, (...match) => {
    const groups: Record<string, string | undefined> = match.at(-1);
    const kind = groups.url !== undefined ? "url" : groups.id !== undefined ? "id" : "number";
    counts[kind] += 1;
    const place = counts[kind] === 1 ? kind : `${kind}${counts[kind]}`;
    parameters[place] = { type: TYPES[kind], description: "Say here what it is." };
    return `{${place}}`;
  });
  return { message, parameters };
}

function slugOf(message: string): string {
  const words =
    message
      .replace(/\{\w+\}/g, " ")
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  return words.slice(0, SLUG_WORDS).join("-") || "unnamed";
}
