import type { Spool } from "../domain/audio-source.ts";
import type { Exchange } from "../domain/exchange.ts";
import type { JobStore } from "../domain/store.ts";
import type { HttpCall, Transport } from "../domain/transport.ts";
import type { Errand } from "./witness.ts";

/** What the provider's double must be able to tell of all runs. */
export interface BillersView {
  /** Runs made: those that are billed, that failed, and that are not over. */
  readonly created: number;
  readonly billed: number;
  readonly failed: number;
  readonly billedTwice: readonly { readonly sha256: string; readonly billed: number }[];
  readonly repliesTooEarly: number;
  /** The most runs that were not over at one moment. */
  readonly mostAtOnce: number;
}

/** A provider's double and a store, made anew for each run over the run's own clock. */
export interface World {
  readonly transport: Transport;
  readonly ledger: () => BillersView;
  readonly spool: Spool;
  /** Opens the store, again after the process before died, or beside the one that is open. */
  readonly openStore: () => Promise<JobStore>;
  /** Called with what `openStore` gave once its process is dead; a store that must survive stays open. */
  readonly abandon: (store: JobStore) => Promise<void>;
  /** True when a new process takes a lock that frees the dead one's jobs; false when their leases must lapse. */
  readonly locks: boolean;
  /** What a request is for, by the provider's own paths. */
  readonly errandOf: (call: HttpCall) => Errand;
  /** Whether the reply says that an upload or a run was made. */
  readonly isMade: (errand: Errand, exchange: Exchange) => boolean;
}
