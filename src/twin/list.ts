import type { Ask } from "../domain/provider-server.ts";
import type { Run, Runs } from "./runs.ts";

type ListAsk = Extract<Ask, { kind: "list" }>;

export interface Page {
  /** Newest first. */
  readonly runs: readonly Run[];
  /** Whether the list shows more beyond this page's edges. */
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
}

/** The vendor's list goes back this far, ms. */
const LISTED_FOR_MS = 90 * 24 * 3_600_000;

/**
 * One page of the runs that are still kept and that the list shows at `now`: those just older than `beforeId`, or just
 * newer than `afterId`, or the newest. `unknown-run` when one of these ids was never given out, `page-order` when the two
 * cross.
 */
export function pageOf(
  runs: Runs,
  ask: ListAsk,
  now: number,
  isKept: (run: Run) => boolean,
): Page | "unknown-run" | "page-order" {
  const place = (id: string | null): number | null | undefined => {
    if (id === null) return undefined;
    return runs.get(id)?.number ?? null;
  };
  const before = place(ask.beforeId);
  const after = place(ask.afterId);
  if (before === null || after === null) return "unknown-run";
  if (before !== undefined && after !== undefined && after <= before) return "page-order";

  const shown = runs.all.filter((run) => isKept(run) && isShown(run, ask, now)).reverse();
  const older = before === undefined ? shown : shown.filter((run) => run.number < before);
  const newer = after === undefined ? older : older.filter((run) => run.number > after);
  // Towards newer ones a page ends at the known id, so that no run between two pages is skipped.
  const page = after === undefined ? newer.slice(0, ask.limit) : newer.slice(-ask.limit);
  const newest = page[0];
  const oldest = page.at(-1);
  return {
    runs: page,
    hasNewer: newest !== undefined && shown[0] !== newest,
    hasOlder: oldest !== undefined && shown.at(-1) !== oldest,
  };
}

function isShown(run: Run, ask: ListAsk, now: number): boolean {
  if (run.listedAt > now || run.createdAt < now - LISTED_FOR_MS) return false;
  if (ask.createdOn !== null && new Date(run.createdAt).toISOString().slice(0, 10) !== ask.createdOn) return false;
  return ask.throttledOnly ? run.throttled === true : ask.status === null || run.status === ask.status;
}
