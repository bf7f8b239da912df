import type { AccountPolicy } from "../domain/account-policy.ts";
import type { FaultClass } from "../domain/fault.ts";
import type { Job } from "../domain/job.ts";
import type { JournalEntry } from "../domain/journal.ts";
import type { Policy } from "../domain/policy.ts";
import type { Provider } from "../domain/provider.ts";
import type { Means } from "../engine/means.ts";
import type { Fate } from "./mortal.ts";
import type { OurSide } from "./plot.ts";
import type { VirtualRuntime } from "./virtual-runtime.ts";
import type { Errand } from "./witness.ts";
import type { World } from "./world.ts";

export interface SimulationOptions {
  readonly seed: number;
  readonly jobs: number;
  readonly provider: Provider;
  /** Where jobs go on that it cannot do, each at an account of its own name. Default nowhere. */
  readonly elsewhere?: readonly Provider[];
  readonly policy: Policy;
  readonly classify: Means["classify"];
  /** The class of a fault by its code; null for one that nobody knows. */
  readonly classOf: (code: string) => FaultClass | null;
  /** What is asked of the account by all jobs together. Default: the default of the house. */
  readonly accountPolicy?: AccountPolicy;
  readonly world: (runtime: VirtualRuntime) => Promise<World>;
  /** Jobs at the provider at once. Default 1,000. */
  readonly cap?: number;
  /** Past this much virtual time the run is taken to hang, ms. Default five days. */
  readonly longestMs?: number;
  /** What recordings are said to last, ms. Default: nobody knows. */
  readonly audioMs?: number;
  /** Billed runs that may be of recordings billed before: as a share of all, and of one job. Default none. */
  readonly mayBillAgain?: { readonly share: number; readonly ofJob: number };
  /** What befalls our own side. Default nothing. */
  readonly ours?: OurSide;
  /** Decides at every dangerous moment; `moment` counts them from 1. Default by the shares that `ours` has. */
  readonly fate?: (moment: number, name: string, draw: () => number) => Fate;
  /** True where every job must get its transcript, and each must be billed once. Default false. */
  readonly recoverable?: boolean;
  /** Changes the means of every process: how a test plants a bug. */
  readonly alter?: (means: Means) => Means;
  /** Told of each entry of the journal once it is committed. */
  readonly onEntry?: (job: string, entry: JournalEntry) => void;
}

export interface SimulationReport {
  /** Laws that were broken, in the order in which it showed; empty when all held. */
  readonly violations: readonly string[];
  readonly completed: number;
  readonly failed: number;
  readonly parked: number;
  /** Jobs by how they ended, with the code of the fault. */
  readonly ends: Readonly<Record<string, number>>;
  /** Faults met on the way, by code. */
  readonly faults: Readonly<Record<string, number>>;
  /** Runs that the provider bills, and recordings among them that it bills more than once. */
  readonly billed: number;
  readonly billedTwice: number;
  /** Runs that failed at the provider, which are not billed. */
  readonly failedRuns: number;
  readonly requests: Readonly<Record<Errand, number>>;
  /** The most runs at the provider at one moment. */
  readonly mostAtOnce: number;
  /** The most requests that began in one second between two moments since the start, ms. */
  readonly busiestSecond: (fromMs: number, toMs: number) => number;
  /** Requests that began between two moments since the start, ms, to the second. */
  readonly requestsBetween: (fromMs: number, toMs: number) => number;
  readonly moments: number;
  readonly deaths: number;
  /** From the start to the end of the last job. */
  readonly virtualMs: number;
  /** Hash over all that happened: the same seed gives the same. */
  readonly trace: string;
  readonly jobs: readonly Job[];
}
