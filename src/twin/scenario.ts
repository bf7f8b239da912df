import type { z } from "zod";
import { SettingsError } from "../domain/errors.ts";
import { locatedYaml, type Where } from "../settings/located-yaml.ts";
import { clashOf, ruleOf, scenarioOf } from "./scenario-rule.ts";
import { ALLOWED, clientShape, faultShape, scenarioShape } from "./scenario-shape.ts";
import type { Rule, Scenario } from "./script.ts";

/**
 * Reads a scenario (YAML). `name` stands in messages, usually the file's. Throws a `SettingsError` that names file, line
 * and column and says what is allowed there.
 */
export function parseScenario(text: string, name: string): Scenario {
  const notYaml = (place: string, why: string): SettingsError =>
    new SettingsError(
      "scenario/not-yaml",
      `${place}: ${why.replace(/\.$/, "")}.`,
      "Write the scenario as YAML, as docs/scenario.example.yaml shows.",
    );
  const { value, where } = locatedYaml(text, name, notYaml);
  const input = value ?? {};
  const shape = scenarioShape.safeParse(input);
  if (!shape.success) throw refusal(shape.error.issues, input, where);
  const rules = (shape.data.faults ?? []).map((raw, index): Rule => {
    const clash = clashOf(raw);
    const place = ["faults", index];
    if (clash === null) return ruleOf(raw, where(place, "value"));
    throw new SettingsError(
      "scenario/invalid",
      `${where([...place, clash.word], "word")}: ${clash.why}.`,
      `${clash.word} takes: ${ALLOWED[clash.word]}.`,
    );
  });
  return scenarioOf(shape.data, name, rules);
}

/** One sentence for the first thing that is wrong, whatever rule of the shape noticed it. */
export function refusal(issues: readonly z.core.$ZodIssue[], input: unknown, where: Where): SettingsError {
  const issue = issues[0];
  const path = issue?.path ?? [];
  if (issue?.code === "unrecognized_keys") {
    const word = issue.keys[0] ?? "";
    const known =
      path.length === 0 ? scenarioShape.shape : path[0] === "clients" ? clientShape.shape : faultShape.shape;
    return new SettingsError(
      "scenario/invalid",
      `${where([...path, word], "word")}: "${word}" is not a word of a scenario.`,
      `Allowed here: ${Object.keys(known).join(", ")}.`,
    );
  }
  if (path.length === 0) {
    return new SettingsError(
      "scenario/invalid",
      `${where(path, "value")}: a scenario is made of words with values.`,
      `Allowed here: ${Object.keys(scenarioShape.shape).join(", ")}.`,
    );
  }
  const word = String(path.findLast((step) => typeof step === "string" && Object.hasOwn(ALLOWED, step)) ?? "faults");
  const value = path.reduce<unknown>((part, step) => (part as Record<PropertyKey, unknown> | undefined)?.[step], input);
  const what = value === undefined ? `"${word}" is missing` : `"${word}" cannot be ${JSON.stringify(value)}`;
  return new SettingsError("scenario/invalid", `${where(path, "value")}: ${what}.`, `${word} takes: ${ALLOWED[word]}.`);
}
