import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { linkOf } from "../domain/chain.ts";
import { SettingsError, TenutoError } from "../domain/errors.ts";
import type { Job } from "../domain/job.ts";
import type { JobStore } from "../domain/store.ts";
import { supportCommand } from "../domain/support-words.ts";
import type { Planned } from "./outputs.ts";
import { printable } from "./printable.ts";
import type { SessionEnd } from "./session-end.ts";
import { troubleOf } from "./summary.ts";
import type { Taken } from "./take-in.ts";

/** What a report tells of. */
export interface Reported {
  readonly run: string;
  /** Wall time, ms. */
  readonly startedAt: number;
  readonly plan: readonly Planned[];
  readonly taken: readonly Taken[];
  /** Refused before any was taken in. */
  readonly refused: readonly { readonly name: string; readonly error: Why }[];
  readonly passedOver: readonly string[];
  readonly end: SessionEnd;
  /** What names the store in a command, such as ` --store jobs.db`. Default nothing. */
  readonly storeFlag?: string;
}

interface Why {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** Sees that the report can be written, before anything is paid for. Throws `SettingsError`. */
export async function prepareReport(path: string): Promise<void> {
  const place = resolve(path);
  const there = await stat(place).catch(() => null);
  // The report takes the place of what goes by this name, and that must never be a folder, or a device such as /dev/null.
  if (there !== null && !there.isFile()) throw new SettingsError(...unwritable(path, "it is a folder or a device"));
  try {
    await mkdir(dirname(place), { recursive: true });
    await (await open(place, "a")).close();
    if (there === null) await rm(place, { force: true });
  } catch (cause) {
    throw new SettingsError(...unwritable(path, cause));
  }
}

/**
 * Writes what became of each input, as JSON: beside its place first, then renamed, so it is whole or not there. Throws
 * `TenutoError` where it cannot be written after all.
 */
export async function writeReport(path: string, store: JobStore, reported: Reported): Promise<void> {
  const place = resolve(path);
  const temporary = join(dirname(place), `.${basename(place).slice(0, 60)}.${reported.run}.part`);
  try {
    const file = await open(temporary, "w");
    try {
      // One piece at a time: ten thousand inputs need not be in memory at once.
      for await (const piece of piecesOf(store, reported)) await file.write(piece);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, place);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new TenutoError(...unwritable(path, cause));
  }
}

function unwritable(path: string, cause: unknown): ConstructorParameters<typeof TenutoError> {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "no reason given";
  const why = code === "EEXIST" || code === "ENOTDIR" ? "a file is in the place of its folder" : code;
  const message = `The report ${printable(path)} of --report cannot be written (${typeof cause === "string" ? cause : why}).`;
  return ["settings/report", message, "Name another file, where there is room and you may write.", { cause }];
}

async function* piecesOf(store: JobStore, reported: Reported): AsyncGenerator<string> {
  const { end, run, startedAt, passedOver } = reported;
  const head = {
    tenuto: "run-report",
    version: 1,
    run,
    startedAt: new Date(startedAt).toISOString(),
    elapsedMs: Math.round(end.elapsedMs),
    exitCode: end.exitCode,
    counts: countsOf(reported),
    passedOver,
  };
  yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "inputs": [`;
  let separator = "\n";
  for await (const entry of entriesOf(store, reported)) {
    yield `${separator}    ${JSON.stringify(entry)}`;
    separator = ",\n";
  }
  yield "\n  ]\n}\n";
}

function countsOf({ end, taken, refused }: Reported): object {
  const { open, parked, ...over } = end.outcome.counts;
  const of = (kind: Taken["kind"]): number => taken.filter((one) => one.kind === kind).length;
  return {
    ...over,
    held: parked,
    unfinished: open,
    skipped: of("skipped"),
    refused: refused.length + of("refused"),
    notTakenIn: of("left"),
  };
}

async function* entriesOf(store: JobStore, { plan, taken, refused, storeFlag = "" }: Reported): AsyncGenerator<object> {
  for (const { name, error } of refused) yield { input: name, status: "refused", ...whyOf(error) };
  for (const [index, one] of taken.entries()) {
    const planned = plan[index];
    if (planned !== undefined) yield { input: planned.input.name, ...(await entryOf(store, planned, one, storeFlag)) };
  }
}

async function entryOf(store: JobStore, { deliveries }: Planned, one: Taken, storeFlag: string): Promise<object> {
  const outputs = deliveries.map(({ path }) => path);
  switch (one.kind) {
    case "skipped":
      return { status: "skipped", outputs };
    case "refused":
      return { status: "refused", ...whyOf(one.refused.error) };
    case "left":
      return { status: "not-taken-in" };
    case "job": {
      const job = await store.get(one.id);
      const attached = one.attached ? { attached: true } : {};
      return job === null
        ? { status: "gone", job: one.id }
        : { ...(await jobEntry(store, job, outputs, storeFlag)), ...attached };
    }
    default:
      return one satisfies never;
  }
}

/** Where a job of a chain is, or was done, and why it left the links before. */
function routeOf(job: Job): object {
  if (job.request.chain === undefined) return {};
  const left = (job.left ?? []).map(({ provider, account, code, message }) => ({ provider, account, code, message }));
  return { link: linkOf(job), left };
}

async function jobEntry(store: JobStore, job: Job, outputs: readonly string[], storeFlag: string): Promise<object> {
  const { id, state, request } = job;
  const about = { job: id, bytes: request.audio.bytes, tags: request.tags, ...routeOf(job) };
  switch (state.status) {
    case "completed":
      return { status: "completed", ...about, outputs };
    case "open":
      return { status: "unfinished", ...about };
    case "canceled":
      return { status: "canceled", ...about, reason: state.reason };
    case "failed":
    case "parked": {
      const reason = state.status === "parked" ? state.reason : state.fault.message;
      const { fault, attempts, remoteIds } = await troubleOf(store, job, state.fault, reason);
      const why = whyOf({ code: fault.code, message: fault.message, remedy: fault.advice });
      const told = { ...about, ...why, reason, attempts, remoteIds };
      if (state.status === "parked") return { status: "held", ...told };
      return { status: "failed", ...told, support: supportCommand(id, storeFlag) };
    }
    default:
      return state satisfies never;
  }
}

function whyOf({ code, message, remedy }: Why): Why {
  return { code, message, remedy };
}
