import type { Watch } from "../engine/house.ts";
import type { Asked } from "./asked.ts";
import type { Planned } from "./outputs.ts";
import type { Session, SessionJob } from "./session.ts";
import { jobsOf, type Taken, takeIn } from "./take-in.ts";
import { waitFor } from "./waiting.ts";

/**
 * Takes recordings in and works on them at the same time, so that the first is sent before the last is looked at.
 *
 * @returns what became of each, in the order of the plan
 */
export async function takeInAndWork(
  session: Session,
  plan: readonly Planned[],
  asked: Asked,
): Promise<readonly Taken[]> {
  const { house, stop, view } = session;
  const accepting = takeIn(session, plan, asked);
  const watch: Watch = {
    ...view.watch,
    accepting,
    onEntry: (record) => {
      view.watch.onEntry?.(record);
      if (asked.failFast && record.entry.type === "failed") stop.ask("a recording failed");
    },
  };
  const working = house.work({ run: asked.run }, watch).catch((error: unknown) => {
    stop.ask("the work broke off");
    throw error;
  });
  const attached = accepting.then((taken) => waitFor(session, attachedOf(plan, taken)));
  const [taken, ...others] = await Promise.allSettled([accepting, working, attached]);
  for (const one of [...others, taken]) if (one.status === "rejected") throw one.reason;
  return await accepting;
}

/** Jobs of earlier commands. Those of this one are waited for as a run. */
function attachedOf(plan: readonly Planned[], taken: readonly Taken[]): SessionJob[] {
  return jobsOf(
    plan,
    taken.map((one) => (one.kind === "job" && !one.attached ? { kind: "left" } : one)),
  );
}
