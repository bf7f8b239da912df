import { replyWords } from "../../catalogue/reply-words.ts";
import type { ExchangeRecord } from "../../domain/exchange.ts";
import type { Fault } from "../../domain/fault.ts";

/** How our sentence about a failure begins before it comes to the provider's own words. */
const OURS =
  /^\S+ (?:failed the run|answered \d+ to \S+ \S+(?: with something that makes no sense)?|did not answer \S+ \S+ \(\S+\)|could not do its work \(\S+\)): /;

/** Where our sentence was cut. */
const CUT = "…";

/**
 * The provider's own words about a failure, as exactly as they were kept: of what nobody knows all, of what the catalogue
 * knows up to 300 characters, or more where the kept beginning of the body has them. Null where it said nothing.
 */
export function wordsOf(fault: Fault, exchange: ExchangeRecord | null): string | null {
  if (exchange === null) return null;
  if (fault.words !== undefined && fault.words !== "") return fault.words;
  const own = OURS.test(fault.message) ? fault.message.replace(OURS, "") : null;
  const { sentence } = replyWords(exchange.bodyHead ?? "");
  if (own === null) return sentence;
  if (sentence === null || !own.endsWith(CUT)) return own;
  return sentence.startsWith(own.slice(0, -CUT.length)) ? sentence : own;
}
