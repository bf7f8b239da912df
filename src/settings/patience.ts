import type { Policy, StagePatience } from "../domain/policy.ts";
import { type PresetName, presets } from "../policy/presets.ts";

/** The figures of a preset that somebody may set by a flag or in a settings file; undefined keeps the preset's. */
export interface Figures {
  readonly preset: PresetName | undefined;
  readonly pollFloorMs: number | undefined;
  readonly deadlineMs: number | undefined;
  /** Tries at each stage before the provider has it, and runs there. */
  readonly attempts: number | undefined;
}

/** The policy of these figures. They have been checked one by one, and none of them can contradict a preset's. */
export function policyOf({ preset = "default", pollFloorMs, deadlineMs, attempts }: Figures): Policy {
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
