import { linksOf } from "../../domain/chain.ts";
import type { JobStore } from "../../domain/store.ts";
import type { SupportBundle, SupportVersions } from "./bundle.ts";
import { type SupportProvider, supportBundle } from "./make-bundle.ts";
import { type Private, type Shareable, shareable } from "./shareable.ts";

/** What only whoever put the house together knows. */
export interface SupportDesk extends Private {
  readonly provider: (name: string) => SupportProvider | null;
  readonly versions: () => Promise<SupportVersions>;
}

export interface Gathered {
  readonly bundle: SupportBundle;
  /** What it was made of, for whoever draws it. */
  readonly file: Shareable;
}

/**
 * Reads a job with all that belongs to it, takes out what is private, and makes its bundle. Null for a job that the store
 * does not know. `now` is wall time, ms.
 */
export async function gatherSupport(
  store: Pick<JobStore, "get" | "submissions" | "journal" | "account">,
  id: string,
  desk: SupportDesk,
  now: number,
): Promise<Gathered | null> {
  const job = await store.get(id);
  if (job === null) return null;
  const [submissions, journal, versions] = await Promise.all([
    store.submissions(id),
    store.journal(id),
    desk.versions(),
  ]);
  const file = shareable({ job, submissions, journal }, desk);
  const rows = await Promise.all(linksOf(job.request).map(({ account }) => store.account(account)));
  // By the names as they may be shown: that of an account may hold an address.
  const accounts = new Map(linksOf(file.job.request).map(({ account }, index) => [account, rows[index] ?? null]));
  const bundle = supportBundle(file, {
    provider: desk.provider,
    account: (name) => accounts.get(name) ?? null,
    versions,
    now,
  });
  return { bundle, file };
}
