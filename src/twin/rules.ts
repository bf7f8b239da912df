import { SettingsError } from "../domain/errors.ts";
import type { Chance } from "./chance.ts";
import { type Rule, SCRIPT_STAGES, type Scenario, type ScriptedFault, type ScriptStage, type When } from "./script.ts";
import { type Doing, doing, type TwinServer } from "./servers.ts";

/** Counts the occurrences of each stage and says which fault the script has for the next one. */
export interface Rules {
  /** Counts one occurrence. Null when nothing goes wrong with it. */
  next(stage: ScriptStage, sinceStartMs: number): ScriptedFault | null;
}

export function rulesOf(scenario: Scenario, chance: Chance): Rules {
  const occurrences = new Map<ScriptStage, number>();
  const applied = scenario.rules.map(() => 0);
  return {
    next(stage, sinceStartMs) {
      const occurrence = (occurrences.get(stage) ?? 0) + 1;
      occurrences.set(stage, occurrence);
      for (const [index, rule] of scenario.rules.entries()) {
        const before = applied[index] ?? 0;
        if (rule.stage !== stage || (rule.times !== null && before >= rule.times)) continue;
        if (!applies(rule.when, occurrence, sinceStartMs, () => chance.draw("rule", index, occurrence))) continue;
        applied[index] = before + 1;
        return rule.fault;
      }
      return null;
    },
  };
}

function applies(when: When, occurrence: number, sinceStartMs: number, draw: () => number): boolean {
  const { occurrences, outage, probability } = when;
  if (occurrences !== null && !occurrences.some(([from, to]) => occurrence >= from && occurrence <= to)) return false;
  if (outage !== null && (sinceStartMs < outage.fromMs || sinceStartMs >= outage.toMs)) return false;
  return probability === null || draw() < probability;
}

const HTTP_FAULT = /^http\/([2-5]\d\d)$/;

/** The status that a code such as `http/503` means; null for codes of a catalogue. */
export function plainStatusOf(code: string): number | null {
  const match = HTTP_FAULT.exec(code);
  return match === null ? null : Number(match[1]);
}

/** What can go wrong, by what the service does. One that scores or transcribes answers with the result itself. */
const STAGES: Readonly<Record<Doing["does"], readonly ScriptStage[]>> = {
  runs: SCRIPT_STAGES.filter((stage) => stage !== "recogniser"),
  scores: ["submit", "poll", "recogniser"],
  transcripts: ["submit"],
};

/**
 * Throws a `SettingsError` for a rule whose stage the provider does not have, or whose named fault it does not have, or
 * not at that stage.
 */
export function checkNames(rules: readonly Rule[], server: TwinServer): void {
  const stages = STAGES[doing(server).does];
  for (const { fault, stage, where } of rules) {
    if (!stages.includes(stage)) {
      throw new SettingsError(
        "scenario/wrong-stage",
        `${where}: ${server.name} has no stage ${stage}.`,
        `Use one of its stages: ${stages.join(", ")}.`,
      );
    }
    if (fault.kind !== "named") continue;
    const carrier = server.fault(fault.code);
    if (carrier === null && (stage === "job" || plainStatusOf(fault.code) === null)) {
      throw new SettingsError(
        "scenario/unknown-fault",
        `${where}: "${fault.code}" is no fault of ${server.name}.`,
        `Use one of: ${server.faults.join(", ")}${stage === "job" ? "." : ", or http/<status>."}`,
      );
    }
    const inJob = carrier !== null && "jobError" in carrier;
    if (inJob !== (stage === "job")) {
      throw new SettingsError(
        "scenario/wrong-stage",
        `${where}: "${fault.code}" is seen in ${inJob ? "a finished job" : "a reply"}, not at the stage ${stage}.`,
        inJob ? "Move it to the stage job." : "Move it to the stage upload, submit, poll, list, result or delete.",
      );
    }
  }
}
