import type { CatalogueEntry } from "../../../domain/catalogue-entry.ts";
import { parseFields } from "../../../domain/json-fields.ts";
import type { WireReply } from "../../../domain/provider-server.ts";
import { DEEPGRAM_ERRORS } from "../errors.ts";

type Params = Readonly<Record<string, string>>;

/** Those that a request is refused with. */
const SAYABLE = new Map(DEEPGRAM_ERRORS.filter(({ seen }) => seen === "reply").map((entry) => [entry.code, entry]));

/** Entries that are known by their status alone have no sample. */
const NO_WORDS = { err_code: "Error", err_msg: "No more is told." };

/** Codes that `fault` can say. */
export const SAYABLE_CODES: readonly string[] = [...SAYABLE.keys()];

/** A reply in JSON. */
export function json(status: number, value: unknown): WireReply {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}

/** See `ServerVoice.fault`. */
export function fault(code: string, params: Params = {}): WireReply | null {
  const entry = SAYABLE.get(code);
  return entry === undefined ? null : json(entry.status?.[0] ?? 500, bodyOf(entry, params));
}

/** A refusal of the catalogue. Throws for a code that is none there, which is a mistake of ours. */
export function refuse(code: string, params?: Params): WireReply {
  const reply = fault(code, params);
  if (reply === null) throw new Error(`${code} is no refusal of Deepgram's catalogue`);
  return reply;
}

/** The entry's sample, with other words where `params` fill all places of its message. */
function bodyOf({ sample, message = "" }: CatalogueEntry, params: Params): object {
  const body = sample === null ? NO_WORDS : (parseFields(sample) ?? NO_WORDS);
  const words = message.replace(/\{(\w+)\}/g, (place, name: string) => params[name] ?? place);
  if (!/\{\w+\}/.test(message) || /\{\w+\}/.test(words)) return body;
  return { ...body, ["err_msg" in body ? "err_msg" : "message"]: words };
}
