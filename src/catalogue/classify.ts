import type { Seen } from "../domain/catalogue-entry.ts";
import type { Evidence } from "../domain/evidence.ts";
import type { Fault } from "../domain/fault.ts";
import type { Catalogue } from "./catalogue.ts";
import { certaintyOf } from "./certainty.ts";
import type { Claim, Sighting } from "./claim.ts";
import { faultFrom } from "./fault-from.ts";
import { shown, tell } from "./tell.ts";
import { normalise, type Params } from "./template.ts";
import { unknownOf } from "./unknown.ts";

/**
 * Names what went wrong; null when nothing did. The most telling evidence decides: the words of a failed run, then the
 * provider's message with its status, its status alone, the status in general, and last the socket's code.
 */
export function classify(evidence: Evidence, catalogue: Catalogue): Fault | null {
  const { heard, exchange, provider, stage, complaint, redact } = evidence;
  if (heard === "said") return null;
  const trouble = troubleOf(evidence);
  const sighting: Sighting = { ...trouble, provider, stage, text: normalise(trouble.text) };
  const { entry, params }: Claim = catalogue.claim(sighting) ?? unknownOf(sighting);
  return faultFrom(entry, {
    code: exactCode(entry.code, trouble.status),
    message: tell({ provider, exchange, kind: entry.seen, words: complaint }, redact),
    params: shownParams(params, redact),
    stage,
    certainty: entry.certainty ?? certaintyOf(exchange, heard === "failed"),
    notBefore: evidence.notBefore,
    at: evidence.now,
  });
}

interface Trouble {
  readonly seen: readonly Seen[];
  readonly status: number | null;
  readonly code: string | null;
  readonly text: string;
}

function troubleOf({ exchange: { outcome }, heard, complaint }: Evidence): Trouble {
  if (outcome.kind === "no-reply") {
    return { seen: ["socket", "program"], status: null, code: outcome.code, text: complaint ?? outcome.message };
  }
  const { status, body, complete } = outcome;
  if (heard === "failed") return { seen: ["job"], status, code: null, text: complaint ?? "" };
  const text = complaint ?? body;
  if (status < 200 || status > 299) return { seen: ["reply"], status, code: null, text };
  return { seen: ["garbled"], status, code: complete ? "GARBLED" : "CUT", text };
}

/** The code of a range names the status that it was. */
function exactCode(code: string, status: number | null): string {
  return status !== null && /^http\/\dxx$/.test(code) ? `http/${status}` : code;
}

function shownParams(params: Params, redact: (text: string) => string): Params {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, shown(value, redact)]));
}
