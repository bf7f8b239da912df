import type { Exchange } from "../domain/exchange.ts";
import type { Fault } from "../domain/fault.ts";
import type { RemoteRun } from "../domain/provider.ts";
import { callFor } from "./call.ts";
import type { Turn } from "./turn.ts";
import { understand } from "./understand.ts";

/** Clocks differ. Taking an older run of our own upload is harmless; passing over our run would be paid twice. */
const CLOCK_SKEW_MS = 10 * 60_000;

/** More pages than any sane account fills between an intent and its look-up: 10,000 runs of 200 a page. */
const MOST_PAGES = 50;

/** What a walk through the account's runs came to. */
type Walked =
  /** Runs of ours that no submission knows, of the first page that has any; empty where none has. */
  | { readonly kind: "walked"; readonly unknown: readonly string[] }
  | { readonly kind: "faulty"; readonly fault: Fault; readonly exchange: Exchange }
  | { readonly kind: "stopped" };

/**
 * Walks through the account's runs, newest first, back to those that were made before `since`, provider's wall time ms with
 * room for clocks that differ, until one of them is ours and no submission of the account knows it.
 */
export async function walkBack(
  turn: Turn,
  stop: AbortSignal,
  since: number,
  isOurs: (run: RemoteRun) => boolean,
): Promise<Walked> {
  const { client } = turn.provider;
  const { account } = turn;
  if (client.lookup === undefined) throw new Error(`${turn.provider.name} cannot be asked, but a job waits for it`);
  const oldestWanted = since - CLOCK_SKEW_MS;
  let page: string | null = null;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const heard = await client.lookup(callFor(turn, "wait", stop), page);
    if (stop.aborted) return { kind: "stopped" };
    const understood = understand(turn, heard, "look-up");
    if ("fault" in understood) return { kind: "faulty", fault: understood.fault, exchange: heard.exchange };
    const { runs, next } = understood.said;
    const ours = runs.filter((run) => isOurs(run) && (run.createdAt === null || run.createdAt >= oldestWanted));
    const unknown = await unknownOf(turn, account, ours);
    if (unknown.length > 0) return { kind: "walked", unknown };
    const oldest = runs.at(-1)?.createdAt ?? null;
    if (next === null || (oldest !== null && oldest < oldestWanted)) break;
    page = next;
  }
  return { kind: "walked", unknown: [] };
}

async function unknownOf({ means }: Turn, account: string, runs: readonly RemoteRun[]): Promise<readonly string[]> {
  const ids = runs.map(({ remoteId }) => remoteId);
  if (ids.length === 0) return [];
  const known = await means.store.knownRemoteIds(account, ids);
  return ids.filter((id) => !known.has(id));
}
