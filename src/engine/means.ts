import type { AudioRef, Spool } from "../domain/audio-source.ts";
import type { Evidence } from "../domain/evidence.ts";
import type { Fault } from "../domain/fault.ts";
import type { Inspector, Mender } from "../domain/inspector.ts";
import type { Access, NoAccess, Provider } from "../domain/provider.ts";
import type { Webhook } from "../domain/provider-server.ts";
import type { Runtime } from "../domain/runtime.ts";
import type { JobStore } from "../domain/store.ts";
import type { Transport } from "../domain/transport.ts";
import type { Callbacks } from "./callbacks.ts";
import type { Gates } from "./gates.ts";
import type { Lookout } from "./lookout.ts";

/** What the engine works with; `compose` puts the concrete parts in. */
export interface Means {
  readonly runtime: Runtime;
  readonly store: JobStore;
  readonly spool: Spool;
  readonly transport: Transport;
  readonly providers: ReadonlyMap<string, Provider>;
  /** Names what went wrong; null when nothing did. */
  readonly classify: (evidence: Evidence) => Fault | null;
  /** The credential and address of an account at this moment, or why there is none. */
  readonly access: (account: string) => Promise<Access | NoAccess>;
  /** What stands between jobs and their accounts. */
  readonly gates: Gates;
  /** Looks into recordings and mends them; absent where they are sent as they are. */
  readonly recordings?: { readonly inspector: Inspector; readonly mender: Mender };
  /** Brings a recording here from its address. Throws `AudioError`; absent where there is no way to the web. */
  readonly bring?: (url: string, name: string, signal: AbortSignal) => Promise<AudioRef>;
  /** Has an account's key asked for anew, since the provider refused the one that there is. Absent where it cannot change. */
  readonly renewKey?: (account: string) => Promise<void>;
  /** Where providers may tell that a run is over; absent when nobody listens. */
  readonly webhook?: Webhook;
  /** The same for results that come to a webhook, an address for each submission. */
  readonly callbacks?: Callbacks;
  /** What its worker knows of all runs that are waited for; absent where a turn is run by itself. */
  readonly lookout?: Lookout;
  readonly onBytes?: (job: string, sent: number, total: number) => void;
}
