import type { Policy } from "../domain/policy.ts";
import type { Provider } from "../domain/provider.ts";
import type { Speeds } from "./speeds.ts";
import type { Vigil } from "./vigil.ts";

/** A job in hand that waits for a run. */
export interface Awaiting {
  readonly job: string;
  readonly vigil: Vigil;
  readonly policy: Policy;
}

/** Where the runs are that jobs wait for. */
export interface Place {
  readonly account: string;
  readonly provider: Provider;
}

/** The roll calls of a worker's accounts, one each where the provider can list what it works on. */
export interface Rolls {
  /** A job waits for its run. */
  expect(place: Place, awaiting: Awaiting): void;
  /** It does not wait any more. */
  forget(job: string): void;
  /** Whether a roll is to tell when the job's run is over. */
  tells(job: string): boolean;
  /** Milliseconds until a roll will have told of the job; 0 where none is called. */
  soonMs(job: string): number;
  /** Whether the job's run was over when a roll had called it over. */
  turnedOut(job: string, wasOver: boolean): void;
}

/** What a worker knows of all runs that its jobs wait for. */
export interface Lookout {
  readonly rolls: Rolls;
  readonly speeds: Speeds;
  readonly webhooks: Webhooks;
}

/** Whether webhooks come at all: as long as none has come, or since one did not, they are not relied on. */
export interface Webhooks {
  areHeard: boolean;
}
