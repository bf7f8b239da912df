import type { Job } from "../domain/job.ts";
import type { Submission } from "../domain/submission.ts";

/** Options of a provider may hold a secret, such as what is to be sent to a webhook. */
const SECRET = /auth|secret|token|password|credential|api_?key/i;

/** The job as it may be shown to anybody. */
export function openly(job: Job): Job {
  return { ...job, request: { ...job.request, providerOptions: masked(job.request.providerOptions) } };
}

function masked(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).map(([key, value]) => [key, maskedValue(key, value)]));
}

function maskedValue(key: string, value: unknown): unknown {
  if (SECRET.test(key)) return "[hidden]";
  if (Array.isArray(value)) return value.map((item) => maskedValue("", item));
  return typeof value === "object" && value !== null ? masked(Object.fromEntries(Object.entries(value))) : value;
}

/** A submission without its upload's address, which is a credential. */
export function withoutPrivate({ private: _private, ...rest }: Submission): Omit<Submission, "private"> {
  return rest;
}
