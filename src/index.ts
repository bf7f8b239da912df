import type { OwnEntry } from "./catalogue/own-entry.ts";
import { compose, type ElsaOptions, recordingToolsOf, type Webhooks } from "./compose.ts";
import { KNOWN_PROVIDERS } from "./compose-catalogue.ts";
import type { AccountPolicy } from "./domain/account-policy.ts";
import type { AudioReport } from "./domain/audio-report.ts";
import type { AudioRules } from "./domain/audio-rules.ts";
import { SettingsError } from "./domain/errors.ts";
import type { InspectionLimits, MendedFile } from "./domain/inspector.ts";
import type { Policy } from "./domain/policy.ts";
import type { RepairPlan } from "./domain/repair.ts";
import type { AudioInput } from "./engine/house.ts";
import { LiveTenuto } from "./engine/live-tenuto.ts";
import type { Logger } from "./engine/observer.ts";
import { onlyOnce } from "./engine/only-once.ts";
import { inspectInput, repairInput } from "./engine/recordings.ts";
import type { Tenuto } from "./engine/tenuto.ts";
import type { Overrides } from "./policy/laid-over.ts";
import { type AccountOptions, type KeyFunction, type Region, readPath, readSettings } from "./settings.ts";

export { planRepair } from "./audio/plan.ts";
export type { EntryOverride, NewEntry, OwnEntry } from "./catalogue/own-entry.ts";
export type {
  AudioChannels,
  AudioCode,
  AudioContainer,
  AudioDurations,
  AudioFinding,
  AudioFormat,
  AudioLevels,
  AudioReport,
  AudioVerdict,
} from "./domain/audio-report.ts";
export type { AudioRules, RepairTarget } from "./domain/audio-rules.ts";
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
export type { InspectionLimits, MendedFile } from "./domain/inspector.ts";
export type { Job, JobRequest, JobState, JobStatus, TranscriptionOptions } from "./domain/job.ts";
export type { JournalEntry, JournalRecord } from "./domain/journal.ts";
export type { Policy } from "./domain/policy.ts";
export type { RepairOptions, RepairPlan, RepairRefusal, RepairStep } from "./domain/repair.ts";
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
  /** What ELSA's documents leave open, such as the word before the token. Default: as `elsa()` of `tenuto/providers/elsa`. */
  readonly elsa?: ElsaOptions;
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
  /**
   * Figures of a job's patience laid over the preset, as `tenuto/policy` has them: attempts and backoff by stage, runs,
   * what is done about an uncertain submit. Checked by the first call, before it takes anything in: it throws
   * `SettingsError` that names each field. Default: the file named by `TENUTO_POLICY`, else none.
   */
  readonly policy?: Overrides<Policy>;
  /** The same for what is asked of accounts: rate, slots, breaker, budgets, holds. Default as for `policy`. */
  readonly accountPolicy?: Overrides<AccountPolicy>;
  /**
   * What is done about recordings before they are sent: looked into and mended where nothing is lost by it (`mend`),
   * looked into only (`check`), or nothing (`off`). What could only fail is refused in both. Default: the policy's, `mend`.
   */
  readonly prepare?: "off" | "check" | "mend";
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
  const { allowPrivateHosts = false, logger, webhooks, catalogue, policy, accountPolicy, elsa, ...flags } = options;
  // A variable that is meant for the command must not choose among accounts that this program does not have.
  const account = flags.account ?? (flags.accounts === undefined ? null : undefined);
  const settings = readSettings({
    ...flags,
    account,
    store: flags.store ?? null,
    ...(policy === undefined && accountPolicy === undefined ? {} : { ownPatience: { policy, account: accountPolicy } }),
  });
  const extras = {
    allowPrivateHosts,
    ...(logger === undefined ? {} : { logger }),
    ...(webhooks === undefined ? {} : { webhooks }),
    ...(catalogue === undefined ? {} : { catalogue }),
    ...(elsa === undefined ? {} : { elsa }),
  };
  return new LiveTenuto(() => compose(settings, extras), settings.storePath !== null);
}

/**
 * What a recording holds, before anything is paid for: its format, several opinions on its length, its levels and
 * channels, and a verdict (`ok`, `warn`, `reject`) with its reasons. Nothing is sent, changed or kept. Levels and channels
 * need ffmpeg; without it, and with `quick`, `notChecked` says what was left out.
 *
 * An address is fetched, from the internet only. `name` is what the recording is called, for the check of its ending.
 *
 * @throws AudioError `audio/missing`, `audio/unreadable`, `audio/not-a-file` and the like for what cannot be read
 */
export async function inspect(
  audio: AudioInput,
  { name, ...limits }: InspectionLimits & { readonly name?: string } = {},
): Promise<AudioReport> {
  return inspectInput(await recordingTools(), audio, limits, name);
}

/**
 * What a provider takes, for `planRepair`: `assemblyai`, `elsa`, `openai`, `deepgram` or `local`.
 *
 * @throws SettingsError `settings/provider` for a name that is none of them
 */
export function audioRules(provider: string): AudioRules {
  const known = KNOWN_PROVIDERS.find(({ name }) => name === provider);
  if (known?.facts.audio !== undefined) return known.facts.audio;
  const names = KNOWN_PROVIDERS.flatMap(({ name, facts }) => (facts.audio === undefined ? [] : [name]));
  throw new SettingsError(
    "settings/provider",
    `Nothing is known of what ${provider} takes.`,
    `Use one of ${names.join(", ")}.`,
  );
}

/**
 * Carries a plan of `planRepair` out with ffmpeg: writes one file for each of its pieces into `folder`, which must be
 * there, and tells of each its path, bytes, length and where it begins in the recording, ms. The recording itself is never
 * touched. A plan that sends it as it is writes nothing.
 *
 * @throws SettingsError `settings/no-ffmpeg`
 * @throws AudioError `audio/not-converted` for what ffmpeg cannot convert, and those of `inspect`
 */
export async function repair(
  audio: AudioInput,
  plan: RepairPlan,
  { folder, signal }: { readonly folder: string; readonly signal?: AbortSignal },
): Promise<readonly MendedFile[]> {
  if (plan.output === null) return [];
  return repairInput(await recordingTools(), audio, plan, folder, signal);
}

/** Made by the first call; its threads keep no process alive. */
const recordingTools = onlyOnce(async () => recordingToolsOf({ pathVariable: readPath() }));
