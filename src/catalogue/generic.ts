import type { CatalogueEntry } from "../domain/catalogue-entry.ts";
import { PROGRAMS } from "./programs.ts";
import { GARBLED_REPLIES } from "./replies.ts";
import { SOCKETS } from "./sockets.ts";
import { STATUSES } from "./statuses.ts";

export { GARBLED_REPLY } from "./replies.ts";

/** What fails alike at every provider: statuses, replies without sense, sockets, programs. */
export const GENERIC_ERRORS: readonly CatalogueEntry[] = [...STATUSES, ...GARBLED_REPLIES, ...SOCKETS, ...PROGRAMS];
