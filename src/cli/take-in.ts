import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { AudioError, SettingsError, StoreError } from "../domain/errors.ts";
import type { Delivery, TranscriptionOptions } from "../domain/job.ts";
import type { AudioInput } from "../engine/house.ts";
import { bad, type Input, type Looked, look, type Refused } from "./inputs.ts";
import { type Ends, isDone, prepareFolder } from "./outputs.ts";
import { paletteFor } from "./palette.ts";
import { printable } from "./printable.ts";
import { letGo, type Session, type SessionJob } from "./session.ts";
import { refusedLines } from "./summary.ts";
import type { StandardInput } from "./surroundings.ts";

/** An input and the files it is to end in. */
export interface Planned extends Ends {
  readonly input: Input;
}

/** What every recording of the command is asked for with. */
export interface Asked {
  readonly run: string;
  readonly options: TranscriptionOptions;
  readonly providerOptions: Readonly<Record<string, unknown>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly passUrl: boolean;
  /** Leave out inputs whose transcripts are there. */
  readonly skipExisting: boolean;
  /** The first input that is refused ends the taking in. */
  readonly failFast: boolean;
}

/** What became of one input. */
export type Taken =
  | { readonly kind: "job"; readonly id: string; readonly attached: boolean }
  | { readonly kind: "skipped" }
  | { readonly kind: "refused"; readonly refused: Refused }
  /** The stop came first. */
  | { readonly kind: "left" };

/** Recordings taken in side by side: the disk syncs several as fast as one. */
const AT_ONCE = 8;

/**
 * Takes one input after the other in, while those before are worked on. One that cannot be taken in is told and does not
 * stop the others; a store that is full does, and then the rest is named, so that nothing is lost.
 *
 * @returns what became of each, in the order of the plan
 */
export async function takeIn(session: Session, plan: readonly Planned[], asked: Asked): Promise<readonly Taken[]> {
  const { stop, view, progress } = session;
  const taken: Taken[] = plan.map(() => ({ kind: "left" }));
  const folders = new Map<string, Promise<void>>();
  let begun = 0;
  let left = plan.length;
  let jobs = 0;
  let broken: StoreError | null = null;
  progress.expect(left);

  const takeOne = async (index: number, planned: Planned): Promise<void> => {
    try {
      const one = await takenIn(session, planned, asked, folders);
      if (one.kind === "job") jobs += 1;
      taken[index] = one;
    } catch (error) {
      if (stop.signal.aborted) return;
      if (error instanceof StoreError) broken = error;
      else if (!(error instanceof AudioError || error instanceof SettingsError)) throw error;
      else {
        taken[index] = { kind: "refused", refused: tellRefused(session, { name: planned.input.name, error }) };
        if (asked.failFast) stop.ask("an input was refused");
      }
    }
    left -= 1;
    progress.expect(left);
  };
  const taker = async (): Promise<void> => {
    while (begun < plan.length && !stop.signal.aborted && broken === null) {
      const index = begun;
      begun += 1;
      const planned = plan[index];
      if (planned === undefined) return;
      view.status(plan.length === 1 ? null : `Taking in ${begun} of ${plan.length}: ${planned.input.name}`);
      await takeOne(index, planned);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, taker));
    if (broken === null) return taken;
    if (jobs === 0) throw broken;
    return await refuseRest(session, plan, taken, broken);
  } finally {
    progress.expect(0);
    view.status(null);
    view.complete();
  }
}

/** Throws what the house throws at an input that cannot be taken in. */
async function takenIn(
  session: Session,
  planned: Planned,
  asked: Asked,
  folders: Map<string, Promise<void>>,
): Promise<Taken> {
  const { input, deliveries } = planned;
  const { house, stop, view, events, surroundings } = session;
  const { run, options, providerOptions, tags } = asked;
  const looked = await lookAt(input);
  if (asked.skipExisting && input.origin.kind !== "standard-input" && (await isDone(planned, looked))) {
    events?.skipped(input.name);
    return { kind: "skipped" };
  }
  for (const delivery of deliveries) await prepared(delivery, folders);
  const audio = audioOf(input, surroundings.stdin);
  const passUrl = asked.passUrl && input.origin.kind === "address";
  const recording = { audio, name: input.name, options, providerOptions, deliveries, tags, run, passUrl };
  const { id, attached } = await house.accept(recording, stop.signal);
  const job = await house.store.get(id);
  if (job === null) throw new Error(`the job ${id} was accepted and is gone`);
  if (attached) {
    await letGo(house, job);
    events?.attached(id, input.name);
  }
  view.join(id, { name: input.name, bytes: job.request.audio.bytes, state: job.state });
  return { kind: "job", id, attached };
}

/** What a file is like now; null for what is no file. */
export async function lookAt({ origin, name }: Input): Promise<Looked | null> {
  return origin.kind === "file" ? look(origin.path, name) : null;
}

/** Sees to the folder of an output file, and that no folder is in the file's place. */
async function prepared({ path }: Delivery, folders: Map<string, Promise<void>>): Promise<void> {
  const folder = dirname(path);
  const ready = folders.get(folder) ?? prepareFolder(folder);
  folders.set(folder, ready);
  await ready;
  if ((await stat(path).catch(() => null))?.isDirectory() !== true) return;
  throw new SettingsError(
    "settings/output-dir",
    `The transcript cannot be written to ${printable(path)}: a folder of that name is in the way.`,
    "Choose another folder with --output-dir.",
  );
}

function audioOf({ origin, name }: Input, stdin: (() => StandardInput) | undefined): AudioInput {
  switch (origin.kind) {
    case "file":
      return origin.path;
    case "address":
      return origin.url;
    case "standard-input": {
      const stream = stdin?.();
      if (stream === undefined || stream.isTTY === true) {
        throw bad("audio/empty", name, "is a keyboard, which has no recording", "Pipe one to it: ... | tenuto ...");
      }
      return stream;
    }
    default:
      return origin satisfies never;
  }
}

async function refuseRest(
  session: Session,
  plan: readonly Planned[],
  taken: readonly Taken[],
  { code, message, remedy }: StoreError,
): Promise<readonly Taken[]> {
  return taken.map((one, index) => {
    if (one.kind !== "left") return one;
    const name = plan[index]?.input.name ?? "";
    const error = new AudioError(code, `${name} was not taken in: ${message}`, remedy);
    return { kind: "refused", refused: tellRefused(session, { name, error }) };
  });
}

export function tellRefused({ view, events, surroundings }: Session, one: Refused): Refused {
  for (const line of refusedLines([one], paletteFor(surroundings.terminal.errColor))) view.say(line);
  events?.refused(one);
  return one;
}

/** The jobs among what was taken in, each once, with the names of their inputs and in their order. */
export function jobsOf(plan: readonly Planned[], taken: readonly Taken[]): SessionJob[] {
  const jobs = new Map<string, SessionJob>();
  for (const [index, one] of taken.entries()) {
    if (one.kind === "job") jobs.set(one.id, { id: one.id, name: plan[index]?.input.name ?? one.id });
  }
  return [...jobs.values()];
}
