import type { JobQuery, JobStore, JobSummary } from "../domain/store.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { type FilterFlags, readFilters, readLimit } from "./job-filters.ts";
import { jobsTable } from "./jobs-table.ts";
import { paletteFor } from "./palette.ts";
import { jsonLine } from "./printable.ts";
import type { Surroundings } from "./surroundings.ts";
import { sizeOf } from "./terminal.ts";

export interface JobsFlags extends FilterFlags {
  readonly store?: string | undefined;
  readonly limit?: string | undefined;
  readonly json?: boolean | undefined;
}

/** As many as somebody looks through. A program that reads `--json` gets all of them. */
const USUAL_LIMIT = 50;

/** Rows taken from the store at a time, so that a million of them need no memory. */
const PAGE = 1_000;

/** `tenuto jobs`: the newest jobs that the flags name, as a table, or as JSON, one job a line. */
export async function jobs(flags: JobsFlags, surroundings: Surroundings): Promise<ExitCode> {
  const { out, err, outColor } = surroundings.terminal;
  const query: JobQuery = { ...readFilters(flags), newestFirst: true };
  const limit = readLimit(flags.limit);
  const room = await surroundings.openStore(surroundings.settingsFor({ store: flags.store }));
  try {
    if (flags.json === true) {
      for await (const job of pages(room.store, query, limit)) out.write(jsonLine(job));
      return EXIT.done;
    }
    const most = limit ?? USUAL_LIMIT;
    // One more than is shown tells whether there are more.
    const found = await room.store.list({ ...query, limit: most + 1 });
    // A file or a pipe has no edge to cut at.
    const columns = out.isTTY === true ? sizeOf(out).columns : Number.POSITIVE_INFINITY;
    const lines = jobsTable(found.slice(0, most), room.runtime.clock.now(), columns, paletteFor(outColor));
    for (const line of lines) out.write(`${line}\n`);
    if (found.length === 0) err.write("There are no such jobs in this store.\n");
    if (found.length > most) err.write(`These are the newest ${most}; --limit shows more.\n`);
    return EXIT.done;
  } finally {
    await room.close();
  }
}

async function* pages(store: JobStore, query: JobQuery, limit = Number.POSITIVE_INFINITY): AsyncGenerator<JobSummary> {
  let left = limit;
  let after: string | undefined;
  while (left > 0) {
    const page = await store.list({ ...query, limit: Math.min(PAGE, left), ...(after === undefined ? {} : { after }) });
    yield* page;
    left -= page.length;
    after = page.at(-1)?.id;
    if (page.length < PAGE) return;
  }
}
