import type { Fault } from "../domain/fault.ts";
import type { Stage } from "../domain/stage.ts";
import { faultFrom } from "./fault-from.ts";
import { GARBLED_REPLY } from "./generic.ts";
import { TENUTO_ENTRIES, type TenutoCode } from "./tenuto-errors.ts";

/** Codes that the engine may give by itself, without an exchange to classify. */
export type LocalCode = TenutoCode | "http/garbled-reply";

const ENTRIES = { ...TENUTO_ENTRIES, "http/garbled-reply": GARBLED_REPLY };

/** A fault of our own. `message` says what happened to which thing, and holds no secret; `now` is wall time in ms. */
export function localFault(code: LocalCode, message: string, stage: Stage, now: number): Fault {
  const entry = ENTRIES[code];
  const certainty = entry.certainty ?? "unknown";
  return faultFrom(entry, { code, message, params: {}, stage, certainty, notBefore: null, at: now });
}
