import type { CatalogueEntry } from "../../../domain/catalogue-entry.ts";
import type { WireReply } from "../../../domain/provider-server.ts";
import { ELSA_ERRORS } from "../errors.ts";
import { STATUSES } from "./statuses.ts";

type Params = Readonly<Record<string, string>>;

/** An exception of the listing: an entry that has ELSA's own name and message. */
type Exception = CatalogueEntry & { readonly name: string; readonly message: string };

const isException = (entry: CatalogueEntry): entry is Exception =>
  entry.name !== undefined && Object.hasOwn(STATUSES, entry.name) && entry.message !== undefined;

const SAYABLE = new Map(ELSA_ERRORS.filter(isException).map((entry) => [entry.code, entry]));

/** Codes that `fault` can say. */
export const SAYABLE_CODES: readonly string[] = [...SAYABLE.keys()];

/** A reply in JSON. */
export function json(status: number, value: unknown): WireReply {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}

/** The message with `params` in its places; the sample's own words where one of them is missing. */
function wordsOf({ message, sample }: Exception, params: Params): string {
  const words = message.replace(/\{(\w+)\}/g, (place, name: string) => params[name] ?? place);
  return /\{\w+\}/.test(words) ? (sample ?? words) : words;
}

/** The documents' scheme of an error. Whether an exception's name is ever told in it is not documented: it is not. */
export function refusal(status: number, message: string): WireReply {
  return json(status, { error: { code: status, message, errors: [] } });
}

/** See `ServerVoice.fault`. */
export function fault(code: string, params: Params = {}): WireReply | null {
  const entry = SAYABLE.get(code);
  return entry === undefined ? null : refusal(STATUSES[entry.name] ?? 500, wordsOf(entry, params));
}

/** An exception in its own words. Throws for a code that is none, which is a mistake of ours. */
export function exception(code: string, params?: Params): WireReply {
  const reply = fault(code, params);
  if (reply === null) throw new Error(`${code} is no exception of ELSA's listing`);
  return reply;
}

/** The words alone, as a run tells them that has failed. */
export function reasonOf(code: string, params: Params = {}): string {
  const entry = SAYABLE.get(code);
  if (entry === undefined) throw new Error(`${code} is no exception of ELSA's listing`);
  return wordsOf(entry, params);
}
