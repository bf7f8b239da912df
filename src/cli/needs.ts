import type { JobStore } from "../domain/store.ts";

/** What jobs that go on need of the command. */
export interface Needs {
  /** Providers that they are asked of first. */
  readonly providers: ReadonlySet<string>;
  /** Ids of those that deliver nothing, so that their transcripts are printed. */
  readonly printed: ReadonlySet<string>;
}

/** Reads what accepted jobs need; one that is gone needs nothing. */
export async function needsOf(store: JobStore, jobs: readonly { readonly id: string }[]): Promise<Needs> {
  const providers = new Set<string>();
  const printed = new Set<string>();
  for (const { id } of jobs) {
    const request = (await store.get(id))?.request;
    for (const first of request?.providers.slice(0, 1) ?? []) providers.add(first);
    if (request?.deliveries.length === 0) printed.add(id);
  }
  return { providers, printed };
}
