import type { Heard, LookupPage, ProviderCall, ProviderClient } from "../../../domain/provider.ts";
import { LIST_LIMIT, type ListItem, parseList, parseTimestamp, type RunStatus, TRANSCRIPT_PATH } from "../wire.ts";
import { ask, REPLY_BYTES, said } from "./ask.ts";

/** Which runs the list is to show; absent shows all of the last 90 days. */
export interface ListFilters {
  /** Rows of one page, 1 to 200. The API's own default is 10. */
  readonly limit?: number;
  readonly status?: RunStatus;
  /** A day in UTC, YYYY-MM-DD. */
  readonly createdOn?: string;
  /** Only runs older than this one. */
  readonly beforeId?: string;
  /** Only runs newer than this one. */
  readonly afterId?: string;
  /** Only runs that the account's limit holds back; overrides `status`. */
  readonly throttledOnly?: boolean;
}

export interface RunPage {
  /** Newest first. */
  readonly runs: readonly ListItem[];
  /** Where older runs go on, to be given as the next call's page; null at the end. */
  readonly older: string | null;
  /** The same for newer ones. */
  readonly newer: string | null;
}

/**
 * One page of the account's runs: by filters, or the page that another one led to. Default: the newest ten. `said` is
 * null when there was no reply, a refusal (its words are the `complaint`), or a reply that made no sense.
 */
export function listRuns(call: ProviderCall, which: ListFilters | string = {}): Promise<Heard<RunPage>> {
  const query = new URLSearchParams(typeof which === "string" ? which : filterQuery(which)).toString();
  const path = query === "" ? TRANSCRIPT_PATH : `${TRANSCRIPT_PATH}?${query}`;
  const request = { method: "GET", path, endpoint: TRANSCRIPT_PATH } as const;
  return ask<RunPage>(call, request, REPLY_BYTES.list, (text) => {
    const list = parseList(text);
    if (list === null) return null;
    const { prev_url, next_url } = list.page_details;
    // A list that ends in itself would be read for ever.
    const elsewhere = (link: string | null): string | null => {
      const page = list.transcripts.length === 0 ? null : queryOf(link);
      return page === query ? null : page;
    };
    return said({ runs: list.transcripts, older: elsewhere(prev_url), newer: elsewhere(next_url) });
  });
}

function filterQuery(filters: ListFilters): Record<string, string> {
  const { limit, status, createdOn, beforeId, afterId, throttledOnly } = filters;
  return {
    ...(limit === undefined ? {} : { limit: String(limit) }),
    ...(status === undefined ? {} : { status }),
    ...(createdOn === undefined ? {} : { created_on: createdOn }),
    ...(beforeId === undefined ? {} : { before_id: beforeId }),
    ...(afterId === undefined ? {} : { after_id: afterId }),
    ...(throttledOnly === undefined ? {} : { throttled_only: String(throttledOnly) }),
  };
}

/** The query alone of a page link: our own base URL stays, so that no reply can lead the key to another host. */
function queryOf(link: string | null): string | null {
  if (link === null) return null;
  const from = link.indexOf("?");
  const query = from < 0 ? "" : new URLSearchParams(link.slice(from + 1).split("#", 1)[0]).toString();
  return query === "" ? null : query;
}

/** The port's verb: 200 runs a page. */
export const lookup: NonNullable<ProviderClient["lookup"]> = async (call, page) => {
  const { said: found, ...heard } = await listRuns(call, page ?? { limit: LIST_LIMIT });
  return { ...heard, said: found === null ? null : lookupPage(found) };
};

function lookupPage({ runs, older }: RunPage): LookupPage {
  return {
    runs: runs.map(({ id, audio_url, created }) => ({
      remoteId: id,
      audioUrl: audio_url ?? "",
      createdAt: created === null ? null : parseTimestamp(created),
    })),
    next: older,
  };
}

/**
 * The same of runs that are being worked on. How fresh this list is, nobody documents: whoever reads it takes a run's
 * absence for a hint and asks after it. A list that does not heed the status is read all the same.
 */
export const running: NonNullable<ProviderClient["running"]> = async (call, page) => {
  const { said: found, ...heard } = await listRuns(call, page ?? { limit: LIST_LIMIT, status: "processing" });
  if (found === null) return { ...heard, said: null };
  const remoteIds = found.runs.filter(({ status }) => status === "processing").map(({ id }) => id);
  return { ...heard, said: { remoteIds, next: found.older } };
};
