import type { CatalogueEntry } from "../domain/catalogue-entry.ts";
import { MODELS } from "./models.ts";
import { PROGRAMS } from "./programs.ts";
import { GARBLED_REPLIES } from "./replies.ts";
import { SOCKETS } from "./sockets.ts";
import { STATUSES } from "./statuses.ts";

export { GARBLED_REPLY } from "./replies.ts";

/** What fails alike at every provider: statuses, replies without sense, sockets, programs, models of other libraries. */
export const GENERIC_ERRORS: readonly CatalogueEntry[] = [
  ...STATUSES,
  ...GARBLED_REPLIES,
  ...SOCKETS,
  ...PROGRAMS,
  ...MODELS,
];
