import { SettingsError } from "../domain/errors.ts";
import { durationOf } from "./processing.ts";
import { refusal } from "./scenario.ts";
import { clashOf, ruleOf } from "./scenario-rule.ts";
import { ALLOWED, faultShape } from "./scenario-shape.ts";
import type { Rule } from "./script.ts";

const FORM =
  'Write <stage>:<when>:<fault>, such as "upload:1:assemblyai/upload-failed", "poll:2-4:429 retry-after=3", "submit:20%:reset-after" or "submit:10s-190s:503"; "always" is a when as well.';

/**
 * One fault of a scenario in one line: `<stage>:<when>:<what> [word=value ...]`. `when` is an occurrence (`1`, `1,3`,
 * `2-4`), a probability (`20%`), an outage since the start (`10s-190s`) or `always`; `what` a status or the name of a
 * fault, for the stage `job` also `error="text"` alone. Throws a `SettingsError` that says what is allowed.
 */
export function parseFaultFlag(flag: string): Rule {
  const match = /^([^:]*):([^:]*):(.*)$/s.exec(flag);
  if (match === null) throw new SettingsError("scenario/invalid", `--fault "${flag}" has no three parts.`, FORM);
  const [, stage = "", when = "", rest = ""] = match;
  const [what = "", ...words] = rest.match(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g) ?? [];
  const isWord = /^[a-z-]+=/.test(what);
  const fields: Record<string, unknown> = { stage: stage.trim(), ...whenOf(when.trim(), flag) };
  if (/^\d+$/.test(what)) fields.status = Number(what);
  else if (!isWord) fields.fault = what;
  for (const word of isWord ? [what, ...words] : words) {
    const [, name, value] = /^([a-z-]+)=(.*)$/s.exec(word) ?? [];
    if (name === undefined || value === undefined) {
      throw new SettingsError("scenario/invalid", `--fault "${flag}": "${word}" is no word=value.`, FORM);
    }
    fields[name] = meaningOf(name, value);
  }
  const where = (): string => `--fault "${flag}"`;
  const shape = faultShape.safeParse(fields);
  if (!shape.success) throw refusal(shape.error.issues.map(asInFile), { faults: [fields] }, where);
  const clash = clashOf(shape.data);
  if (clash === null) return ruleOf(shape.data, where());
  throw new SettingsError(
    "scenario/invalid",
    `${where()}: ${clash.why}.`,
    `${clash.word} takes: ${ALLOWED[clash.word]}.`,
  );
}

function asInFile<T extends { path: PropertyKey[] }>(issue: T): T {
  return { ...issue, path: ["faults", 0, ...issue.path] };
}

function whenOf(when: string, flag: string): Record<string, unknown> {
  if (when === "always") return {};
  if (when.endsWith("%")) return { probability: when };
  if (/^\d+(\s*[-,]\s*\d+)*$/.test(when)) return { occurrence: when };
  const [from = "", to, ...more] = when.split("-");
  if (to !== undefined && more.length === 0 && durationOf(from) !== null && durationOf(to) !== null)
    return { from, to };
  throw new SettingsError("scenario/invalid", `--fault "${flag}": "${when}" is no occurrence, share or outage.`, FORM);
}

function meaningOf(name: string, text: string): unknown {
  const bare = /^(["'])(.*)\1$/s.exec(text)?.[2];
  if (bare !== undefined) return bare;
  if (name === "processed") return text === "true" ? true : text === "false" ? false : text;
  return /^-?\d+(\.\d+)?$/.test(text) && name !== "body" && name !== "error" ? Number(text) : text;
}
