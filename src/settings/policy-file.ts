import { readFile, stat } from "node:fs/promises";
import type { AccountPolicy } from "../domain/account-policy.ts";
import { SettingsError } from "../domain/errors.ts";
import type { Overrides } from "../policy/laid-over.ts";
import { locatedYaml } from "./located-yaml.ts";
import type { OwnPatience } from "./patience.ts";
import { quoted } from "./told.ts";

/** A longer one is no policy. */
const MOST_BYTES = 256 * 1024;

const WORDS = ["preset", "policy", "account-preset", "account"] as const;
const REMEDY = "Write preset, policy, account-preset and account, as docs/policy.example.yaml shows.";

/**
 * A policy that somebody wrote down, YAML or JSON. Its words have been checked, its figures not yet.
 *
 * @throws SettingsError `settings/policy`, naming the file and, within it, the line and column
 */
export async function readPolicyFile(path: string): Promise<OwnPatience> {
  const refusal = (place: string, why: string, remedy = REMEDY): SettingsError =>
    new SettingsError("settings/policy", `${place}: ${why.replace(/\.$/, "")}.`, remedy);
  const { value, where } = locatedYaml(await textOf(path), path, refusal);
  const found: unknown = value ?? {};
  if (typeof found !== "object" || found === null || Array.isArray(found)) {
    throw refusal(where([], "value"), "a policy is made of words with values");
  }
  const words: readonly string[] = WORDS;
  const unknown = Object.keys(found).find((word) => !words.includes(word));
  if (unknown !== undefined) {
    const what = `${quoted(unknown)} is not a word of a policy`;
    throw refusal(where([unknown], "word"), what, `There are ${WORDS.join(", ")}.`);
  }
  // A word with nothing behind it is as good as none.
  const said: Partial<Record<(typeof WORDS)[number], unknown>> = Object.fromEntries(
    Object.entries(found).filter(([, one]) => one !== null),
  );
  return {
    preset: nameOf(said.preset),
    policy: said.policy as Overrides | undefined,
    accountPreset: nameOf(said["account-preset"]),
    account: said.account as Overrides<AccountPolicy> | undefined,
    placeOf: (word) => (field, part) => where([word, ...field], part),
  };
}

function nameOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

async function textOf(path: string): Promise<string> {
  const refusal = (why: string, cause?: unknown): SettingsError =>
    new SettingsError("settings/policy", `The policy ${path} ${why}.`, REMEDY, { cause });
  try {
    const found = await stat(path);
    // A pipe or a device may never end.
    if (!found.isFile()) throw refusal("is no file");
    if (found.size > MOST_BYTES) throw refusal(`has ${found.size} bytes, and ${MOST_BYTES} is the most`);
    return await readFile(path, "utf8");
  } catch (cause) {
    if (cause instanceof SettingsError) throw cause;
    throw refusal(`cannot be read (${cause instanceof Error && "code" in cause ? cause.code : String(cause)})`, cause);
  }
}
