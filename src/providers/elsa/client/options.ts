import {
  type AudioField,
  DEFAULT_SCHEME,
  FORM,
  LATER,
  type LaterWay,
  type Plan,
  type SCRIPTED_PATHS,
} from "../wire.ts";

/** What ELSA's documents leave open, contradict each other about, or leave to a contract. */
export interface ElsaOptions {
  /** The word before the token in the header `Authorization`: `ELSA`, `Elsa`, `Bearer`. Default `ELSA`. */
  readonly authorizationScheme?: string;
  /** Default `v2`, the one that is documented. */
  readonly scriptedVersion?: keyof typeof SCRIPTED_PATHS;
  /** How much is scored, and paid for; `api_plan` among a job's own options wins. Default `premium`. */
  readonly plan?: Plan;
  /** The same for transcripts, which have a plan of their own. Default `asr`. */
  readonly transcriptionPlan?: Plan | "asr";
  /** The form's part that a recording of ours is in; `audio_data` holds it as base64. Default `audio_file`. */
  readonly audioField?: AudioField;
  /**
   * How async mode is asked for and its result is fetched, each in place of our choice; null where the contract has no
   * async mode. Default our choice, `LATER`.
   */
  readonly later?: Partial<LaterWay> | null;
}

export interface ElsaWays extends Required<Omit<ElsaOptions, "later">> {
  readonly later: LaterWay | null;
}

/** The options with their defaults. */
export function waysOf(options: ElsaOptions): ElsaWays {
  const { later = {}, ...others } = options;
  return {
    authorizationScheme: DEFAULT_SCHEME,
    scriptedVersion: "v2",
    plan: "premium",
    transcriptionPlan: "asr",
    audioField: FORM.file,
    ...others,
    later: later === null ? null : { ...LATER, ...later },
  };
}
