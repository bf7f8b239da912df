import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { z } from "zod";
import { SettingsError } from "../domain/errors.ts";
import { clashOf, ruleOf, scenarioOf } from "./scenario-rule.ts";
import { ALLOWED, faultShape, scenarioShape } from "./scenario-shape.ts";
import type { Rule, Scenario } from "./script.ts";

type Path = readonly PropertyKey[];

/** Says where something stands: a word of a map itself, or its value. */
type Where = (path: Path, part: "word" | "value") => string;

/**
 * Reads a scenario (YAML). `name` stands in messages, usually the file's. Throws a `SettingsError` that names file, line
 * and column and says what is allowed there.
 */
export function parseScenario(text: string, name: string): Scenario {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const notYaml = (offset: number, why: string): SettingsError =>
    new SettingsError(
      "scenario/not-yaml",
      `${at(offset)}: ${why.replace(/\.$/, "")}.`,
      "Write the scenario as YAML, as docs/scenario.example.yaml shows.",
    );
  const broken = document.errors[0];
  if (broken !== undefined) throw notYaml(broken.pos[0], broken.message);
  let input: unknown;
  try {
    input = document.toJS() ?? {};
  } catch (error) {
    // An alias that names nothing, or that multiplies without end.
    throw notYaml(0, error instanceof Error ? error.message : String(error));
  }
  const where: Where = (path, part) => at(offsetOf(document.contents, path, part));
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
    const known = path.length === 0 ? scenarioShape.shape : faultShape.shape;
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
  const word = String(path.findLast((step) => typeof step === "string" && step in ALLOWED) ?? "faults");
  const value = path.reduce<unknown>((part, step) => (part as Record<PropertyKey, unknown> | undefined)?.[step], input);
  const what = value === undefined ? `"${word}" is missing` : `"${word}" cannot be ${JSON.stringify(value)}`;
  return new SettingsError("scenario/invalid", `${where(path, "value")}: ${what}.`, `${word} takes: ${ALLOWED[word]}.`);
}

/** Where `path` ends in the text, or the deepest part of it that is there. */
function offsetOf(root: Node | null, path: Path, part: "word" | "value"): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const [index, step] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
      if (pair === undefined) break;
      const wanted = index === path.length - 1 && part === "word" ? pair.key : pair.value;
      offset = startOf(wanted) ?? startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = startOf(node) ?? offset;
    } else break;
  }
  return offset;
}

function startOf(node: unknown): number | null {
  return isScalar(node) || isMap(node) || isSeq(node) ? (node.range?.[0] ?? null) : null;
}
