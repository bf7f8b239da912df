/**
 * The stages of a job, in order. A provider says which it has: a synchronous API has no `upload` and no `wait`.
 */
export const STAGES = ["prepare", "upload", "submit", "wait", "deliver"] as const;

export type Stage = (typeof STAGES)[number];

/** The stage after `stage` among those a provider has; `deliver` belongs to every job and comes last. */
export function stageAfter(stage: Stage, has: readonly Stage[]): Stage {
  const rest = STAGES.slice(STAGES.indexOf(stage) + 1);
  return rest.find((next) => has.includes(next)) ?? "deliver";
}
