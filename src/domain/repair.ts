import type { AudioCode, AudioContainer } from "./audio-report.ts";
import type { RepairTarget } from "./audio-rules.ts";

/** What is done about recordings before they are sent: nothing, told only, or mended where nothing is lost by it. */
export const PREPARE_MODES = ["off", "check", "mend"] as const;
export type PrepareMode = (typeof PREPARE_MODES)[number];

/** Which channels are sent. */
export type ChannelPick =
  | { readonly kind: "keep" }
  | { readonly kind: "one"; readonly channel: number }
  | { readonly kind: "mix" };

export interface RepairStep {
  readonly kind: "extract-audio" | "convert" | "take-channel" | "mix-channels" | "raise-level" | "split";
  /** The finding that it mends; null when a rule of the provider, the size or somebody asks for it. */
  readonly mends: AudioCode | null;
  /** True when the provider would refuse the recording without it, or somebody asked for it; else it is better only. */
  readonly needed: boolean;
  /** What would be done and why, one sentence for people. */
  readonly words: string;
  /** True when something that could be heard is lost by it. */
  readonly lossy: boolean;
}

/** What a recording breaks of a provider's rules that mending cannot make good. */
export type RefusalCode = "too-short" | "over-limit" | "not-taken";

/** Why a recording cannot be sent to a provider, whatever is done. Each is a catalogue entry `audio/<code>`. */
export interface RepairRefusal {
  readonly code: AudioCode | RefusalCode;
  readonly weight: "reject";
  /** With the recording's own figures, for people. */
  readonly message: string;
}

export interface RepairOptions {
  /** Whether something may be lost, as with Opus, for a smaller file. Default false. */
  readonly lossy?: boolean;
  /** Convert it even where nothing asks for it, as when a provider could not use it as it was. Default false. */
  readonly convert?: boolean;
  /** Convert it into this, lossy or not. Default: the smallest that the provider takes and `lossy` allows. */
  readonly to?: RepairTarget;
  /** Whether it may be sent in pieces: what belongs together, as one sentence that is scored, may not. Default true. */
  readonly split?: boolean;
}

/** What would be done to a recording for one provider. Pure data: made without touching a file. */
export interface RepairPlan {
  /** In order; empty when the recording is sent as it is. */
  readonly steps: readonly RepairStep[];
  /** What is written; null when the recording is sent as it is. */
  readonly output: {
    /** What the recording is, so that nobody has to guess it while reading. */
    readonly source: { readonly container: AudioContainer; readonly codec: string | null };
    readonly target: RepairTarget;
    readonly sampleRate: number;
    /** Channels that are written. */
    readonly channels: number;
    readonly pick: ChannelPick;
    /** Louder by so much, dB; 0 for as it is. */
    readonly gainDb: number;
    /** Where its own times jump or its sound begins late, silence is put in: words keep their times. */
    readonly fillGaps: boolean;
  } | null;
  /**
   * Parts to send one after the other, in ms of the recording; a single one for all of it. Together they are all of it.
   * One begins where the one before it ends or, where there was no pause to cut in, earlier: then both have those words.
   */
  readonly pieces: readonly { readonly fromMs: number; readonly toMs: number | null }[];
  /** Why it cannot be sent to this provider whatever is done; empty when it can. */
  readonly refusals: readonly RepairRefusal[];
  /** How many bytes go out, roughly; null when nobody can tell. */
  readonly bytes: number | null;
}
