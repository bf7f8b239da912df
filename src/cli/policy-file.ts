import { readFile } from "node:fs/promises";
import type { AccountPolicy } from "../domain/account-policy.ts";
import { SettingsError } from "../domain/errors.ts";
import type { Policy } from "../domain/policy.ts";
import { accountPolicyFrom } from "../policy/account-policy-from.ts";
import type { Overrides } from "../policy/laid-over.ts";
import { policyFrom } from "../policy/policy-from.ts";
import { locatedYaml } from "../settings/located-yaml.ts";
import { printable } from "./printable.ts";

/** What is asked of a job, and what of its account. */
export interface Patience {
  readonly policy: Policy;
  readonly account: AccountPolicy;
}

const WORDS = ["preset", "policy", "account-preset", "account"] as const;
const REMEDY = "Write preset, policy, account-preset and account, each as docs/library.md shows the figures.";

/**
 * A policy that somebody wrote down: a preset with their own figures laid over it, for the jobs and for their account.
 *
 * @throws SettingsError `settings/policy` and its like, naming the file and the field that cannot be used
 */
export async function readPolicyFile(path: string): Promise<Patience> {
  const notYaml = (place: string, why: string): SettingsError =>
    new SettingsError("settings/policy", `${place}: ${why.replace(/\.$/, "")}.`, REMEDY);
  const { value, where } = locatedYaml(await textOf(path), path, notYaml);
  const found: unknown = value ?? {};
  if (typeof found !== "object" || found === null || Array.isArray(found)) {
    throw new SettingsError("settings/policy", `${where([], "value")}: a policy is made of words with values.`, REMEDY);
  }
  const words: readonly string[] = WORDS;
  const unknown = Object.keys(found).find((word) => !words.includes(word));
  if (unknown !== undefined) {
    const what = `"${printable(unknown)}" is not a word of a policy`;
    throw new SettingsError(
      "settings/policy",
      `${where([unknown], "word")}: ${what}.`,
      `There are ${WORDS.join(", ")}.`,
    );
  }
  const { preset, policy, "account-preset": accountPreset, account } = found as Readonly<Record<string, unknown>>;
  return {
    policy: at(where(["policy"], "value"), () =>
      policyFrom({ preset: nameOf(preset), overrides: policy as Overrides | undefined }),
    ),
    account: at(where(["account"], "value"), () =>
      accountPolicyFrom({
        preset: nameOf(accountPreset),
        overrides: account as Overrides<AccountPolicy> | undefined,
      }),
    ),
  };
}

function nameOf(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}

/** Says where the file has what cannot be used. */
function at<T>(place: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw new SettingsError(error.code, `${place}: ${error.message}`, error.remedy, { cause: error });
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const why = cause instanceof Error && "code" in cause ? cause.code : String(cause);
    throw new SettingsError("settings/policy", `The policy ${path} cannot be read (${why}).`, REMEDY, { cause });
  }
}
