import type { Delivery, JobRequest, TranscriptionOptions } from "../domain/job.ts";
import { type NeutralFlags, readNeutralOptions, readOptions } from "./provider-options.ts";
import { readTags } from "./tags.ts";

/** What every recording of the command is asked for with. */
export interface Asked {
  readonly run: string;
  /** Default transcription. */
  readonly kind?: JobRequest["kind"];
  readonly options: TranscriptionOptions;
  readonly providerOptions: Readonly<Record<string, unknown>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly passUrl: boolean;
  /** Leave out inputs whose transcripts are there. */
  readonly skipExisting: boolean;
  /** Whether a file that is there came of the same question; default any did. */
  readonly isOfThis?: (file: Delivery) => Promise<boolean>;
  /** The first input that is refused ends the taking in. */
  readonly failFast: boolean;
}

/** Flags that say what every recording is asked for with. */
export interface AskedFlags extends NeutralFlags {
  readonly option?: readonly string[] | undefined;
  readonly tag?: readonly string[] | undefined;
  readonly passUrl?: boolean | undefined;
  readonly skipExisting?: boolean | undefined;
  readonly force?: boolean | undefined;
  readonly failFast?: boolean | undefined;
}

/** All but the run, which begins later. Throws `SettingsError` for a flag that cannot be used. */
export function readAsked(flags: AskedFlags): Omit<Asked, "run"> {
  return {
    options: readNeutralOptions(flags),
    providerOptions: readOptions(flags.option ?? []),
    tags: readTags(flags.tag ?? []),
    passUrl: flags.passUrl === true,
    skipExisting: flags.force !== true && flags.skipExisting !== false,
    failFast: flags.failFast === true,
  };
}
