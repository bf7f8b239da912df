import type { OwnEntry } from "./catalogue/own-entry.ts";
import { compose, type Webhooks } from "./compose.ts";
import { LiveTenuto } from "./engine/live-tenuto.ts";
import type { Logger } from "./engine/observer.ts";
import type { Tenuto } from "./engine/tenuto.ts";
import { type AccountOptions, type KeyFunction, type Region, readSettings } from "./settings.ts";

export type { EntryOverride, NewEntry, OwnEntry } from "./catalogue/own-entry.ts";
export {
  AudioError,
  type JobEvidence,
  SettingsError,
  StoreError,
  TenutoError,
  TranscriptionCanceled,
  TranscriptionFailed,
  TranscriptionHeld,
} from "./domain/errors.ts";
export type { ExchangeRecord } from "./domain/exchange.ts";
export type { Fault, FaultClass, FaultScope, Remedy } from "./domain/fault.ts";
export type { Job, JobRequest, JobState, JobStatus, TranscriptionOptions } from "./domain/job.ts";
export type { JournalEntry, JournalRecord } from "./domain/journal.ts";
export type { Policy } from "./domain/policy.ts";
export type { Stage } from "./domain/stage.ts";
export type { JobQuery, JobSummary } from "./domain/store.ts";
export type { Transcript, Word } from "./domain/transcript.ts";
export type { Verdict } from "./domain/verdict.ts";
export type { AudioInput } from "./engine/house.ts";
export { type LogFile, openLogFile } from "./engine/log-file.ts";
export type { Logger } from "./engine/observer.ts";
export type { JobHandle, SubmitOptions, Tenuto, TranscribeOptions, WaitOptions } from "./engine/tenuto.ts";
export { undiciTransport } from "./engine/transport.ts";
export type { AccountOptions, KeyFunction, Region } from "./settings.ts";

export interface TenutoOptions {
  /** `assemblyai` (default) or `local`, the rough English recogniser of this machine. */
  readonly provider?: string;
  /**
   * The key, or a function that gives it: it is asked whenever the key is needed, though at most once a second, so that a
   * key is replaced while the jobs go on. Where it throws or gives none, jobs are held (`tenuto/no-key`). Default: the
   * provider's own variable, such as `ASSEMBLYAI_API_KEY`.
   */
  readonly apiKey?: string | KeyFunction;
  /** The one of `accounts` that new jobs are made for. Default: `TENUTO_ACCOUNT`, else one named for the provider and its place. */
  readonly account?: string;
  /**
   * Accounts by names of your own, each a key at a provider and region. Their jobs go on whichever of them is chosen, as
   * long as they are described. Default none.
   */
  readonly accounts?: Readonly<Record<string, AccountOptions>>;
  /** Default `us`. */
  readonly region?: Region;
  /** In place of the region's address. */
  readonly baseUrl?: string;
  /** `default`, `cookbook`, `upload-guide`, `article`, `realtime` or `batch`. */
  readonly preset?: string;
  /** Shortest interval between polls, such as `"500ms"`. Default: the preset's, 3 s. */
  readonly pollFloor?: string;
  /** From a job's acceptance to its end, such as `"2h"`. Default: the preset's, 24 h. */
  readonly deadline?: string;
  /**
   * A file that keeps the jobs through crashes of this process. Without one they live in memory: whatever fails outside
   * is still mended, but a job that is under way when the process dies is lost to it.
   */
  readonly store?: string;
  /** Jobs at the provider at once, 1 to 10,000. Default 16. */
  readonly concurrency?: number;
  /** Requests that all jobs of an account together make in five minutes, 1 to 1,000,000. Default 10,000. */
  readonly requestsPer5Min?: number;
  /** Whether breakers stop calls to a provider that fails (`enforce`), only tell (`observe`), or neither (`off`). Default `enforce`. */
  readonly breaker?: "enforce" | "observe" | "off";
  /** The tag whose values share an account's slots fairly. Default: jobs go as they come. */
  readonly fairBy?: string;
  /**
   * Also fetch recordings from addresses of this machine and its network. Default false: an address may come from a
   * stranger, and what answers there may be meant for nobody outside.
   */
  readonly allowPrivateHosts?: boolean;
  /**
   * Told of everything that happens to jobs: anything with `debug`, `info`, `warn` and `error`, such as pino, which take
   * an object and a message. Default none. See `openLogFile` for one that writes JSON lines to a file.
   */
  readonly logger?: Logger;
  /**
   * Let the provider tell when a run is over, besides being asked: `url` is the public address that it is given, `port`
   * (and `host`, default 127.0.0.1) where this process listens behind it. Default: it is only asked.
   */
  readonly webhooks?: Webhooks;
  /**
   * Own entries for the catalogue of faults, and overrides of built-in ones, in place of any file that the environment
   * names. Checked by the first call, before it takes anything in: it throws `SettingsError` with the index and the field
   * of each that cannot be used. Default: the file named by `TENUTO_CATALOGUE`, else none.
   */
  readonly catalogue?: readonly OwnEntry[];
}

/**
 * The library. Nothing is opened, and no file made, before the first call. Throws `SettingsError` for an option that
 * cannot be used.
 */
export function createTenuto(options: TenutoOptions = {}): Tenuto {
  const { allowPrivateHosts = false, logger, webhooks, catalogue, ...flags } = options;
  // A variable that is meant for the command must not choose among accounts that this program does not have.
  const account = flags.account ?? (flags.accounts === undefined ? null : undefined);
  const settings = readSettings({ ...flags, account, store: flags.store ?? null });
  const extras = {
    allowPrivateHosts,
    ...(logger === undefined ? {} : { logger }),
    ...(webhooks === undefined ? {} : { webhooks }),
    ...(catalogue === undefined ? {} : { catalogue }),
  };
  return new LiveTenuto(() => compose(settings, extras), settings.storePath !== null);
}
