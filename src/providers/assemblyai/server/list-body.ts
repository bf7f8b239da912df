import type { Say } from "../../../domain/provider-server.ts";
import { formatTimestamp, TRANSCRIPT_PATH } from "../wire.ts";
import { DELETED_AUDIO_URL } from "./run-body.ts";

/** One page of the list: `prev_url` leads to older runs, `next_url` to newer ones. */
export function listBody({ runs, limit, baseUrl, query, hasOlder, hasNewer }: Extract<Say, { kind: "runs" }>): unknown {
  const link = (edge: Readonly<Record<string, string>>): string => {
    const { before_id: _before, after_id: _after, ...filters } = query;
    return `${baseUrl}${TRANSCRIPT_PATH}?${new URLSearchParams({ ...filters, limit: String(limit), ...edge })}`;
  };
  const asked = new URLSearchParams(query).toString();
  const newest = runs[0];
  const oldest = runs.at(-1);
  return {
    page_details: {
      limit,
      result_count: runs.length,
      current_url: `${baseUrl}${TRANSCRIPT_PATH}${asked === "" ? "" : `?${asked}`}`,
      prev_url: hasOlder && oldest !== undefined ? link({ before_id: oldest.id }) : null,
      next_url: hasNewer && newest !== undefined ? link({ after_id: newest.id }) : null,
    },
    transcripts: runs.map((run) => ({
      id: run.id,
      resource_url: `${baseUrl}${TRANSCRIPT_PATH}/${run.id}`,
      status: run.status,
      created: formatTimestamp(run.createdAt),
      completed: run.completedAt === null ? null : formatTimestamp(run.completedAt),
      audio_url: run.deleted ? DELETED_AUDIO_URL : run.audioUrl,
      error: run.deleted ? "" : (run.error ?? ""),
    })),
  };
}
