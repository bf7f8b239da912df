import type { ServerStage } from "../domain/provider-server.ts";
import type { Run } from "./runs.ts";
import type { ClientLedger } from "./scoring/clients.ts";
import type { ScriptedFault, ScriptStage } from "./script.ts";

type Asked = ServerStage | "other";

/** One recording, by the hash of its bytes. */
export interface ContentLedger {
  readonly sha256: string;
  /** How often it was taken in; 0 for one that was fetched from its caller's address. */
  readonly uploads: number;
  /** Runs of it: the sum of the three below. */
  readonly created: number;
  readonly running: number;
  readonly failed: number;
  readonly billed: number;
}

/** The biller's view of what a twin was asked for. A completed run is billed, a failed one is not. */
export interface Ledger {
  /** By stage, refused and broken-off ones included; `other` are paths that the provider does not have. */
  readonly requests: Readonly<Record<Asked, number>>;
  /** Recordings taken in. */
  readonly uploads: number;
  /** Bytes of these recordings. */
  readonly bytes: number;
  /** Runs created: the sum of `running`, `completed` and `failed`. */
  readonly created: number;
  /** Runs that are not over, queued ones included. */
  readonly running: number;
  /** Those of `running` whose script lets them complete: what will be billed yet. */
  readonly toBeBilled: number;
  /** The most runs that were not over at one moment. */
  readonly mostAtOnce: number;
  readonly completed: number;
  readonly failed: number;
  readonly billed: number;
  /** Recordings billed more than once. Of a service that scores: with the same script, and what that came to. */
  readonly billedTwice: readonly {
    readonly sha256: string;
    readonly billed: number;
    readonly client?: string;
    readonly script?: readonly string[];
    readonly minutes?: number;
  }[];
  readonly polls: number;
  /** Requests that came earlier than a `Retry-After` given for the same run, recording, upload or list allowed. */
  readonly repliesTooEarly: number;
  /** Injected faults: stage, then kind, then how often. */
  readonly faults: Readonly<Partial<Record<ScriptStage, Readonly<Record<string, number>>>>>;
  readonly contents: readonly ContentLedger[];
  /** Of a service that scores: whom it knows, and the minutes of each. */
  readonly clients?: readonly ClientLedger[];
}

/** What the ledger must know of a run. A completed one is billed where nothing is said of it. */
export type LedgerRun = Pick<Run, "sha256" | "status" | "endedAt" | "doom"> & { readonly billed?: boolean };

/** Counters that the runs themselves do not show. */
export interface Tally {
  readonly requests: Record<Asked, number>;
  readonly uploads: Map<string, { count: number; bytes: number }>;
  readonly faults: Partial<Record<ScriptStage, Record<string, number>>>;
  tooEarly: number;
}

/** Nothing was asked for yet. */
export function emptyTally(): Tally {
  return {
    requests: { upload: 0, submit: 0, poll: 0, list: 0, result: 0, delete: 0, other: 0 },
    uploads: new Map(),
    faults: {},
    tooEarly: 0,
  };
}

export function tallyUpload(tally: Tally, sha256: string, bytes: number): void {
  const upload = tally.uploads.get(sha256) ?? { count: 0, bytes: 0 };
  tally.uploads.set(sha256, { count: upload.count + 1, bytes: upload.bytes + bytes });
}

export function tallyFault(tally: Tally, stage: ScriptStage, fault: ScriptedFault): void {
  const kind = nameOf(fault);
  const kinds = tally.faults[stage] ?? {};
  tally.faults[stage] = { ...kinds, [kind]: (kinds[kind] ?? 0) + 1 };
}

function nameOf(fault: ScriptedFault): string {
  switch (fault.kind) {
    case "named":
      return fault.code;
    case "status":
      return String(fault.status);
    case "recogniser":
      return fault.mood;
    default:
      return fault.kind;
  }
}

const isBilled = ({ billed, status }: LedgerRun): boolean => billed ?? status === "completed";

/** A copy: what is counted later does not show in it. */
export function ledgerOf(
  tally: Tally,
  { all: runs, mostAtOnce }: { readonly all: readonly LedgerRun[]; readonly mostAtOnce: number },
): Ledger {
  const contents = [...contentsOf(tally, runs).values()];
  const count = (holds: (run: LedgerRun) => boolean): number => runs.filter(holds).length;
  const completed = count((run) => run.status === "completed");
  const failed = count((run) => run.status === "error");
  return {
    requests: { ...tally.requests },
    uploads: contents.reduce((sum, { uploads }) => sum + uploads, 0),
    bytes: [...tally.uploads.values()].reduce((sum, { bytes }) => sum + bytes, 0),
    created: runs.length,
    running: runs.length - completed - failed,
    mostAtOnce,
    toBeBilled: count((run) => run.endedAt === null && run.doom === null),
    completed,
    failed,
    billed: count(isBilled),
    billedTwice: contents.flatMap(({ sha256, billed }) => (billed > 1 ? [{ sha256, billed }] : [])),
    polls: tally.requests.poll,
    repliesTooEarly: tally.tooEarly,
    faults: structuredClone(tally.faults),
    contents,
  };
}

function contentsOf(tally: Tally, runs: readonly LedgerRun[]): Map<string, ContentLedger> {
  const contents = new Map<string, ContentLedger>();
  for (const [sha256, { count }] of tally.uploads) {
    contents.set(sha256, { sha256, uploads: count, created: 0, running: 0, failed: 0, billed: 0 });
  }
  for (const run of runs) {
    const { sha256, status } = run;
    if (sha256 === null) continue;
    // A recording fetched from its caller's address has come without an upload.
    const content = contents.get(sha256) ?? { sha256, uploads: 0, created: 0, running: 0, failed: 0, billed: 0 };
    contents.set(sha256, {
      ...content,
      created: content.created + 1,
      running: content.running + (status === "queued" || status === "processing" ? 1 : 0),
      failed: content.failed + (status === "error" ? 1 : 0),
      billed: content.billed + (isBilled(run) ? 1 : 0),
    });
  }
  return contents;
}
