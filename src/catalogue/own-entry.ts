import type { CatalogueEntry } from "../domain/catalogue-entry.ts";

/**
 * A fault that the built-in catalogue does not know. What it is known by (a message, a label, a status, a code) must not
 * be what another entry is known by. `certainty` is not for anybody to say: it decides whether a submit may be sent
 * again, so it follows from the evidence alone.
 */
export interface NewEntry
  extends Omit<CatalogueEntry, "provider" | "sample" | "source" | "dated" | "certainty" | "unknown"> {
  /** A built-in provider's name. Default null: it holds for every provider. */
  readonly provider?: string | null;
  /** Default null: there is nothing to show. */
  readonly sample?: string | null;
  /** Default "own entry". */
  readonly source?: string;
  /** Month in which it was last seen, YYYY-MM. Default "undated". */
  readonly dated?: string;
}

/** A built-in entry that is to say or do something else. What is left out stays as it is. */
export interface EntryOverride
  extends Partial<Pick<CatalogueEntry, "advice" | "description" | "class" | "scope" | "remedy" | "attempts" | "pace">> {
  /** Code of a built-in entry. */
  readonly overrides: string;
  /** Further wordings; the built-in ones stay. */
  readonly wordings?: readonly string[];
  /** Further labels; the built-in ones stay. */
  readonly labels?: readonly string[];
}

/** One item of somebody's own catalogue, in a file or in `createTenuto({ catalogue })`. */
export type OwnEntry = NewEntry | EntryOverride;
