import { SettingsError } from "../domain/errors.ts";
import type { JobStatus } from "../domain/job.ts";
import type { JobQuery } from "../domain/store.ts";
import { printable } from "./printable.ts";
import { readTags } from "./tags.ts";

/** Which jobs are meant. */
export interface FilterFlags {
  readonly status?: readonly string[] | undefined;
  readonly run?: string | undefined;
  readonly provider?: string | undefined;
  readonly tag?: readonly string[] | undefined;
  readonly name?: string | undefined;
  readonly fault?: string | undefined;
}

/** How a status is told to people, who may type either word. */
export const WORDS: Readonly<Record<JobStatus, string>> = {
  open: "open",
  parked: "held",
  completed: "done",
  failed: "failed",
  canceled: "canceled",
};

/** Throws `SettingsError` for a flag that names nothing. */
export function readFilters({ status = [], run, provider, tag = [], name, fault }: FilterFlags): JobQuery {
  const statuses = status.flatMap((list) => list.split(",")).map((word) => statusOf(word.trim()));
  const tags = readTags(tag);
  return {
    ...(statuses.length === 0 ? {} : { statuses: [...new Set(statuses)] }),
    ...(tag.length === 0 ? {} : { tags }),
    ...(run === undefined ? {} : { run }),
    ...(provider === undefined ? {} : { provider }),
    // A job keeps its recording's name as it may be shown, which is not always as it is typed.
    ...(name === undefined ? {} : { name: printable(name) }),
    ...(fault === undefined ? {} : { fault }),
  };
}

/** `--limit`: a whole number from 1 on. */
export function readLimit(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  throw new SettingsError(
    "settings/count",
    `--limit is ${JSON.stringify(printable(value))}.`,
    "Give a whole number from 1 on.",
  );
}

function statusOf(word: string): JobStatus {
  const all = Object.entries(WORDS) as [JobStatus, string][];
  const found = all.find((names) => names.includes(word.toLowerCase()));
  if (found !== undefined) return found[0];
  throw new SettingsError(
    "settings/status",
    `--status is ${JSON.stringify(printable(word))}.`,
    `Use ${Object.values(WORDS).join(", ")}, several with commas.`,
  );
}
