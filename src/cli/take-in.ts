import { AudioError, SettingsError, StoreError } from "../domain/errors.ts";
import type { Asked } from "./asked.ts";
import type { Refused } from "./inputs.ts";
import type { Planned } from "./outputs.ts";
import { paletteFor } from "./palette.ts";
import type { Session, SessionJob } from "./session.ts";
import { refusedLines } from "./summary.ts";
import { type TakenIn, takeOneIn } from "./take-one-in.ts";

/** What became of one input. */
export type Taken =
  | TakenIn
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
      const one = await takeOneIn(session, planned, asked, folders);
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
    return refuseRest(session, plan, taken, broken);
  } finally {
    progress.expect(0);
    view.status(null);
    view.complete();
  }
}

/** The inputs that were not reached when the store broke, each refused by its name. */
function refuseRest(
  session: Session,
  plan: readonly Planned[],
  taken: readonly Taken[],
  { code, message, remedy }: StoreError,
): readonly Taken[] {
  return taken.map((one, index) => {
    if (one.kind !== "left") return one;
    const name = plan[index]?.input.name ?? "";
    const error = new AudioError(code, `${name} was not taken in: ${message}`, remedy);
    return { kind: "refused", refused: tellRefused(session, { name, error }) };
  });
}

/** Tells of an input that is refused while others are worked on, and hands it back. */
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
