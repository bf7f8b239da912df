import { SettingsError } from "../domain/errors.ts";
import type { Policy, StagePatience } from "../domain/policy.ts";
import { longestFirstDelay } from "../policy/first-delay.ts";
import { type PresetName, presets } from "../policy/presets.ts";
import { quoted, type Told } from "./told.ts";

/** The figures of a preset that somebody may set by a flag or in a settings file; undefined keeps the preset's. */
export interface Figures {
  readonly preset: PresetName | undefined;
  readonly pollFloorMs: number | undefined;
  readonly deadlineMs: number | undefined;
  /** Tries at each stage before the provider has it, and runs there. */
  readonly attempts: number | undefined;
}

/**
 * The policy of these figures, which have been checked one by one. Throws `SettingsError` for a deadline before the first
 * try again, the one way in which they can contradict a preset's.
 */
export function policyOf(figures: Figures, deadline: Told | null): Policy {
  const policy = changed(figures);
  const first = longestFirstDelay(policy);
  if (deadline === null || policy.deadlineMs > first.ms) return policy;
  throw new SettingsError(
    "settings/duration",
    `${deadline.from} is ${quoted(deadline.value)}, and a first try again waits up to ${first.ms / 1_000}s.`,
    `Give a deadline of more than ${first.ms / 1_000}s.`,
  );
}

function changed({ preset = "default", pollFloorMs, deadlineMs, attempts }: Figures): Policy {
  const base = presets[preset];
  if (pollFloorMs === undefined && deadlineMs === undefined && attempts === undefined) return base;
  const { stages, submissions, polling } = base;
  const floorMs = pollFloorMs ?? polling.floorMs;
  const counted = (stage: StagePatience): StagePatience => ({ ...stage, attempts: attempts ?? stage.attempts });
  return {
    ...base,
    name: `${preset}, changed`,
    stages: {
      ...stages,
      prepare: counted(stages.prepare),
      upload: counted(stages.upload),
      submit: counted(stages.submit),
    },
    deadlineMs: deadlineMs ?? base.deadlineMs,
    submissions: { ...submissions, max: attempts ?? submissions.max },
    polling: { ...polling, floorMs, ceilingMs: Math.max(polling.ceilingMs, floorMs) },
  };
}
