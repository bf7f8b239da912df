import { recordingToolsOf } from "./compose.ts";
import { KNOWN_PROVIDERS } from "./compose-catalogue.ts";
import type { AudioReport } from "./domain/audio-report.ts";
import type { AudioRules } from "./domain/audio-rules.ts";
import { SettingsError } from "./domain/errors.ts";
import type { InspectionLimits, MendedFile } from "./domain/inspector.ts";
import type { RepairPlan } from "./domain/repair.ts";
import type { AudioInput } from "./engine/house.ts";
import { onlyOnce } from "./engine/only-once.ts";
import { inspectInput, repairInput } from "./engine/recordings.ts";
import { readPath } from "./settings.ts";

export { planRepair } from "./audio/plan.ts";
export type { EntryOverride, NewEntry, OwnEntry } from "./catalogue/own-entry.ts";
export { type ChainLinkOptions, createTenuto, type TenutoOptions } from "./compose-library.ts";
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
export type { LeftLink, Link, LosableOption, Route } from "./domain/link.ts";
export type { Policy } from "./domain/policy.ts";
export type { Provider, ProviderClient, ProviderFacts } from "./domain/provider.ts";
export type { RepairOptions, RepairPlan, RepairRefusal, RepairStep } from "./domain/repair.ts";
export type { Stage } from "./domain/stage.ts";
export type { JobQuery, JobSummary } from "./domain/store.ts";
export type { Transcript, Word } from "./domain/transcript.ts";
export type { Verdict } from "./domain/verdict.ts";
export type {
  Attempts,
  FaultFigures,
  Figures,
  GroupFigures,
  HourFigures,
  PolicyFigures,
  StageFigures,
  Stats,
} from "./engine/figures.ts";
export type { AudioInput } from "./engine/house.ts";
export { type LogFile, openLogFile } from "./engine/log-file.ts";
export type { Logger } from "./engine/observer.ts";
export type { StatsQuery } from "./engine/stats-query.ts";
export type {
  SupportBundle,
  SupportCall,
  SupportCheck,
  SupportCheckName,
  SupportCounts,
  SupportEntry,
  SupportEvidence,
  SupportLink,
  SupportProblem,
  SupportRun,
  SupportSample,
  SupportVersions,
} from "./engine/support/bundle.ts";
export type { TelemetryOptions } from "./engine/telemetry/telemetry.ts";
export type { JobHandle, SubmitOptions, Tenuto, TranscribeOptions, WaitOptions } from "./engine/tenuto.ts";
export { undiciTransport } from "./engine/transport.ts";
export type { AccountOptions, KeyFunction, Region } from "./settings.ts";

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
