import type { Seen } from "../domain/catalogue-entry.ts";
import type { Exchange } from "../domain/exchange.ts";

const LONGEST_MESSAGE = 300;
/** As much of a foreign text as is looked at for showing; secrets are taken out before it is cut. */
const LONGEST_WORDS = 64 * 1024;

export interface Telling {
  readonly provider: string;
  readonly exchange: Exchange;
  readonly kind: Seen;
  /** The provider's own words. */
  readonly words: string | null;
}

/** What happened, in one line for people, with the provider's own words and without secrets. */
export function tell(telling: Telling, redact: (text: string) => string): string {
  return shown(sentence(telling), redact);
}

function sentence({ provider, exchange, kind, words }: Telling): string {
  const { method, endpoint, outcome } = exchange;
  const call = `${method} ${endpoint}`;
  if (outcome.kind === "no-reply") {
    const reason = outcome.message === "" || outcome.message === outcome.code ? "" : `: ${outcome.message}`;
    if (kind === "program") return `${provider} could not do its work (${outcome.code})${reason}`;
    return `${provider} did not answer ${call} (${outcome.code})${reason}`;
  }
  const said = (words ?? outcome.body).slice(0, LONGEST_WORDS);
  const quote = said.trim() === "" ? " without a word" : `: ${said}`;
  switch (kind) {
    case "job":
      return words === null ? `${provider} failed the run without saying why` : `${provider} failed the run: ${words}`;
    case "garbled":
      if (!outcome.complete) return `${provider} answered ${outcome.status} to ${call}, and the reply was cut short`;
      return `${provider} answered ${outcome.status} to ${call} with something that makes no sense${quote}`;
    case "reply":
    case "socket":
    case "program":
    case "audio":
      return `${provider} answered ${outcome.status} to ${call}${quote}`;
    default:
      return kind satisfies never;
  }
}

/** Foreign text made fit to be shown: no secrets, one line, nothing that steers a terminal, at most `longest` characters. */
export function shown(text: string, redact: (text: string) => string, longest = LONGEST_MESSAGE): string {
  const clean = redact(text.slice(0, LONGEST_WORDS));
  const line = clean.replace(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 1).trimEnd()}…`;
}
