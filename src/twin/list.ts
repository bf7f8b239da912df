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

  // Newest first, and no further than the page: a list of a hundred thousand runs is asked for thousands of times.
  const page: Run[] = [];
  let hasNewer = false;
  let hasOlder = false;
  // Those that are worked on are asked for every second.
  const isGoing = !ask.throttledOnly && (ask.status === "queued" || ask.status === "processing");
  const oldest = isGoing ? runs.firstGoing : 0;
  for (let at = runs.all.length - 1; at >= oldest && !hasOlder; at -= 1) {
    const run = runs.all[at];
    if (run === undefined || !isKept(run) || !isShown(run, ask, now)) continue;
    if (before !== undefined && run.number >= before) hasNewer = true;
    else if (after !== undefined && run.number <= after) hasOlder = true;
    else if (page.length < ask.limit) page.push(run);
    // Towards newer ones a page ends at the known id, so that no run between two pages is skipped.
    else if (after === undefined) hasOlder = true;
    else {
      page.shift();
      page.push(run);
      hasNewer = true;
    }
  }
  // A page without a run has no edges.
  return page.length === 0 ? { runs: page, hasNewer: false, hasOlder: false } : { runs: page, hasNewer, hasOlder };
}

function isShown(run: Run, ask: ListAsk, now: number): boolean {
  if (run.listedAt > now || run.createdAt < now - LISTED_FOR_MS) return false;
  if (ask.createdOn !== null && new Date(run.createdAt).toISOString().slice(0, 10) !== ask.createdOn) return false;
  return ask.throttledOnly ? run.throttled === true : ask.status === null || run.status === ask.status;
}
