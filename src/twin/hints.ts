import type { Ask, WireBody } from "../domain/provider-server.ts";
import type { Hint } from "./script.ts";

/** A hint as it goes over the wire, and the wall time it promises; null when it promises none. */
export interface WrittenHint {
  readonly headers: Readonly<Record<string, string>>;
  readonly notBefore: number | null;
}

/**
 * The headers of a hint given at `now` (wall time, ms). A date has whole seconds only: it is rounded up, and what is
 * written is what counts.
 */
export function writeHint(hint: Hint, now: number): WrittenHint {
  if ("text" in hint) return { headers: { "retry-after": hint.text }, notBefore: null };
  const waitMs = hint.seconds * 1000;
  switch (hint.form) {
    case "seconds": {
      const seconds = Math.ceil(hint.seconds);
      return { headers: { "retry-after": String(seconds) }, notBefore: now + seconds * 1000 };
    }
    case "ms": {
      const wholeMs = Math.ceil(waitMs);
      return { headers: { "retry-after-ms": String(wholeMs) }, notBefore: now + wholeMs };
    }
    case "date": {
      const until = Math.ceil((now + waitMs) / 1000) * 1000;
      return { headers: { "retry-after": new Date(until).toUTCString() }, notBefore: until };
    }
    default:
      return hint.form satisfies never;
  }
}

/** What was promised about which subject, and who came too early all the same. */
export interface Promises {
  /** `notBefore` is wall time, ms; of two promises the later counts. */
  give(subject: string, notBefore: number): void;
  /** Whether a request about `subject` that began at `at` came before it was allowed to. Exact, without tolerance. */
  broken(subject: string, at: number): boolean;
}

export function promises(): Promises {
  const until = new Map<string, number>();
  return {
    give(subject, notBefore) {
      until.set(subject, Math.max(notBefore, until.get(subject) ?? 0));
    },
    broken: (subject, at) => at < (until.get(subject) ?? 0),
  };
}

/** Whom a hint is for and who breaks it: the same run, recording, upload address, or the list; null for nobody. */
export function subjectOf(ask: Ask, body: WireBody): string | null {
  switch (ask.kind) {
    case "upload":
      return body.kind === "audio" ? `upload ${body.sha256}` : null;
    case "submit":
      return `submit ${ask.audioUrl}`;
    case "get":
    case "delete":
    case "view":
    case "redacted-audio":
      return `run ${ask.id}`;
    case "list":
      return "list";
    case "refused":
      return null;
    default:
      return ask satisfies never;
  }
}
