import type { AccountPolicy } from "../domain/account-policy.ts";
import { SettingsError } from "../domain/errors.ts";
import type { Policy, StagePatience } from "../domain/policy.ts";
import type { PrepareMode } from "../domain/repair.ts";
import type { AccountPresetName } from "../policy/account-policy.ts";
import type { PlaceOf } from "../policy/figures.ts";
import { longestFirstDelay } from "../policy/first-delay.ts";
import type { Overrides } from "../policy/laid-over.ts";
import type { PresetName } from "../policy/presets.ts";
import { quoted, type Told } from "./told.ts";

/** The figures of a policy that somebody may set by a flag or in a settings file; undefined keeps the policy's. */
export interface Figures {
  readonly preset: PresetName | undefined;
  readonly pollFloorMs: number | undefined;
  readonly deadlineMs: number | undefined;
  /** Tries at each stage before the provider has it, and runs there. */
  readonly attempts: number | undefined;
  /** What is done about recordings before they are sent. */
  readonly prepare: PrepareMode | undefined;
  /** As the preset, the shortest interval between polls and the deadline were told; null where nobody did. */
  readonly told: { readonly preset: Told | null; readonly pollFloor: Told | null; readonly deadline: Told | null };
}

/** Figures of somebody's own, from a file or a program, each laid over a preset; none of them has been checked. */
export interface OwnPatience {
  readonly preset?: string | undefined;
  readonly policy?: Overrides | undefined;
  readonly accountPreset?: string | undefined;
  readonly account?: Overrides<AccountPolicy> | undefined;
  /** Says where they stand in a file. */
  readonly placeOf?: (word: "preset" | "policy" | "account-preset" | "account") => PlaceOf;
}

/**
 * A policy with these figures laid over it, which have been checked one by one. Throws `SettingsError` for a deadline
 * before the first try again or the first poll, the one way in which they can contradict the others.
 */
export function withFigures(base: Policy, figures: Figures): Policy {
  const policy = changed(base, figures);
  const first = longestFirstDelay(policy);
  const { deadline, pollFloor } = figures.told;
  const told = deadline ?? pollFloor;
  if (told === null || policy.deadlineMs > first.ms) return policy;
  const takes = `${first.of} may take up to ${first.ms / 1_000}s`;
  throw new SettingsError(
    "settings/duration",
    `${told.from} is ${quoted(told.value)}, and ${takes}${deadline === null ? `, past the deadline of ${policy.deadlineMs / 1_000}s` : ""}.`,
    deadline === null
      ? "Give a shorter one, or a later deadline."
      : `Give a deadline of more than ${first.ms / 1_000}s.`,
  );
}

function changed(base: Policy, { pollFloorMs, deadlineMs, attempts, prepare }: Figures): Policy {
  if ([pollFloorMs, deadlineMs, attempts, prepare].every((told) => told === undefined)) return base;
  const { stages, submissions, polling } = base;
  const floorMs = pollFloorMs ?? polling.floorMs;
  const counted = (stage: StagePatience): StagePatience => ({ ...stage, attempts: attempts ?? stage.attempts });
  return {
    ...base,
    name: base.name.endsWith(CHANGED) ? base.name : `${base.name}${CHANGED}`,
    stages: {
      ...stages,
      prepare: counted(stages.prepare),
      upload: counted(stages.upload),
      submit: counted(stages.submit),
    },
    prepare: { ...base.prepare, mode: prepare ?? base.prepare.mode },
    deadlineMs: deadlineMs ?? base.deadlineMs,
    submissions: { ...submissions, max: attempts ?? submissions.max },
    polling: { ...polling, floorMs, ceilingMs: Math.max(polling.ceilingMs, floorMs) },
  };
}

const CHANGED = ", changed";

/** What is asked of accounts beside a preset for jobs: of the published ones only the article says anything of it. */
export function accountPresetBeside(preset: string | undefined): AccountPresetName {
  return preset === "article" ? preset : "default";
}
