import { linksOf } from "../domain/chain.ts";
import type { JobStore } from "../domain/store.ts";
import type { WantedAccount } from "./ready.ts";

/** What jobs that go on need of the command. */
export interface Needs {
  /** The accounts that they are asked for with, and the provider of each. */
  readonly accounts: readonly WantedAccount[];
  /** Ids of those that deliver nothing, so that their transcripts are printed. */
  readonly printed: ReadonlySet<string>;
}

/** Reads what accepted jobs need; one that is gone needs nothing. */
export async function needsOf(store: JobStore, jobs: readonly { readonly id: string }[]): Promise<Needs> {
  const accounts = new Map<string, WantedAccount>();
  const printed = new Set<string>();
  for (const { id } of jobs) {
    const request = (await store.get(id))?.request;
    if (request === undefined) continue;
    const { deliveries, kind } = request;
    for (const { account: name, provider } of linksOf(request)) {
      const assessesOnly = kind === "assessment" && accounts.get(name)?.assessesOnly !== false;
      accounts.set(name, { name, provider, assessesOnly });
    }
    if (deliveries.length === 0) printed.add(id);
  }
  return { accounts: [...accounts.values()], printed };
}
