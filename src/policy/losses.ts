import type { TranscriptionOptions } from "../domain/job.ts";
import type { LosableOption } from "../domain/link.ts";
import type { ProviderFacts } from "../domain/provider.ts";

/** What is asked for, as far as a provider may lack it. */
export interface AskedOptions {
  readonly options: TranscriptionOptions;
  /** True where options of another provider are given, and none for this one. */
  readonly foreignOptions: boolean;
}

/** Options that a provider does not have: a transcript of it lacks what they ask for. */
export function lossesOf(
  { tellsSpeakers = true, audio }: ProviderFacts,
  { options, foreignOptions }: AskedOptions,
): readonly LosableOption[] {
  return [
    ...(options.speakers !== undefined && !tellsSpeakers ? (["speakers"] as const) : []),
    ...(options.channels !== undefined && audio?.perChannel === false ? (["channels"] as const) : []),
    ...(foreignOptions ? (["provider-options"] as const) : []),
  ];
}

/** Whether a provider that knows few languages knows the one that is spoken. */
export function knowsLanguage({ languages }: ProviderFacts, tag: string | undefined): boolean {
  if (languages === undefined || tag === undefined) return true;
  return languages.includes(tag.toLowerCase().split("-")[0] ?? "");
}
