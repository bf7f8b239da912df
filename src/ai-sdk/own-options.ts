import { SettingsError } from "../domain/errors.ts";
import type { SubmitOptions } from "../engine/tenuto.ts";

/** What `providerOptions.tenuto` may hold. */
export type OwnOptions = Pick<SubmitOptions, "language" | "speakers" | "channels" | "name" | "tags">;

type Check = readonly [is: (value: unknown) => boolean, says: string];

const TEXT: Check = [(value) => typeof value === "string" && value !== "", "a text"];
const COUNT: Check = [(value) => Number.isSafeInteger(value) && Number(value) > 0, "a whole number above 0"];
const TAGS: Check = [
  (value) =>
    typeof value === "object" && value !== null && Object.values(value).every((text) => typeof text === "string"),
  "an object of texts",
];
const CHECKS: ReadonlyMap<string, Check> = new Map(
  Object.entries({ language: TEXT, speakers: COUNT, channels: COUNT, name: TEXT, tags: TAGS } satisfies Record<
    keyof OwnOptions,
    Check
  >),
);

/**
 * The options that are ours, and the names of those that nobody knows.
 *
 * @throws SettingsError `settings/option` for a value that cannot be used
 */
export function ownOptions(given: Readonly<Record<string, unknown>> = {}): {
  readonly options: OwnOptions;
  readonly unknown: readonly string[];
} {
  const told = Object.entries(given).filter(([, value]) => value !== undefined && value !== null);
  for (const [name, value] of told) {
    const [is, says] = CHECKS.get(name) ?? [() => true, ""];
    if (is(value)) continue;
    const message = `providerOptions.tenuto.${name} is ${JSON.stringify(value)?.slice(0, 60)}.`;
    throw new SettingsError("settings/option", message, `Give it ${says}.`);
  }
  return {
    options: Object.fromEntries(told.filter(([name]) => CHECKS.has(name))),
    unknown: told.flatMap(([name]) => (CHECKS.has(name) ? [] : [name])),
  };
}
