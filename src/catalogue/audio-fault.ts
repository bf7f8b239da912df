import type { AudioFinding } from "../domain/audio-report.ts";
import type { CatalogueEntry } from "../domain/catalogue-entry.ts";
import type { Fault } from "../domain/fault.ts";
import type { RepairRefusal } from "../domain/repair.ts";
import { AUDIO_ERRORS } from "./audio.ts";
import { faultFrom } from "./fault-from.ts";

const ENTRIES: ReadonlyMap<string, CatalogueEntry> = new Map(AUDIO_ERRORS.map((entry) => [entry.code, entry]));

/** For what a recording is not sent: what is in it, or what the provider does not take and no mending changes. */
export type Refusing = Pick<AudioFinding | RepairRefusal, "code" | "message">;

/**
 * A finding for which a recording is not sent, as a fault of its job: nothing was sent, and trying again would find the
 * same. `now` is wall time in ms.
 */
export function audioFault({ code, message }: Refusing, now: number): Fault {
  const entry = ENTRIES.get(`audio/${code}`);
  if (entry === undefined) throw new Error(`the catalogue has no entry for the finding ${code}`);
  const occurrence = {
    code: entry.code,
    params: {},
    stage: "prepare",
    certainty: "not-sent",
    notBefore: null,
  } as const;
  return { ...faultFrom(entry, { ...occurrence, message, at: now }), remedy: "fail" };
}
