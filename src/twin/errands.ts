import type { Clock } from "../domain/runtime.ts";
import { type Courier, stayingAtHome } from "./courier.ts";
import type { Ear } from "./ear.ts";
import type { Errand, Twin } from "./twin.ts";

/** What a twin cannot do itself, since it has no clock, no socket and no file: listening, fetching, sending. */
export interface Errands {
  /** Reads recordings that are sent to the twin. */
  readonly ear: Ear;
  /** Begins with all that the twin wants to be done by now, and comes back when there is more. */
  attend(): void;
  /** Cuts off what is under way; its ends are told to nobody. */
  close(): Promise<void>;
}

export interface ErrandsOptions {
  readonly twin: Twin;
  readonly clock: Clock;
  readonly ear: Ear;
  /** Without one the twin reaches nothing. */
  readonly courier?: Courier;
}

/**
 * Runs a twin's errands, and wakes by itself when one falls due. To be closed, or its alarm may keep the process alive.
 */
export function errandsOf({ twin, clock, ear, courier = stayingAtHome }: ErrandsOptions): Errands {
  const closing = new AbortController();
  const under = new Set<Promise<void>>();
  let alarm: { readonly at: number; readonly off: AbortController } | null = null;

  async function run(errand: Errand): Promise<void> {
    switch (errand.kind) {
      case "fetch": {
        const fetched = await courier.fetch(errand.url, ear, closing.signal);
        if (!closing.signal.aborted) twin.fetched(errand.run, fetched, clock.now());
        break;
      }
      case "post": {
        const status = await courier.post(errand.post, closing.signal);
        if (!closing.signal.aborted) twin.posted(errand.post.id, status, clock.now());
        break;
      }
      default:
        errand satisfies never;
    }
    attend();
  }

  function attend(): void {
    if (closing.signal.aborted) return;
    ear.attend({
      wants: () => twin.wants(),
      heard(sha256, hearing, now) {
        twin.heard(sha256, hearing, now);
        // A run may be over by that, and somebody waits to be told.
        attend();
      },
    });
    for (const errand of twin.errands(clock.now())) {
      const work = run(errand).finally(() => under.delete(work));
      under.add(work);
    }
    setAlarm();
  }

  /** Runs end and webhooks fall due although nobody asks the twin anything. */
  function setAlarm(): void {
    const at = twin.nextErrandAt();
    if (at === (alarm?.at ?? null)) return;
    alarm?.off.abort(new Error("another time"));
    alarm = null;
    if (at === null) return;
    const off = new AbortController();
    alarm = { at, off };
    clock.sleep(Math.max(0, at - clock.now()), off.signal).then(
      () => {
        alarm = null;
        attend();
      },
      () => {},
    );
  }

  return {
    ear,
    attend,
    async close() {
      closing.abort(new Error("the twin is closing"));
      alarm?.off.abort(new Error("the twin is closing"));
      await Promise.all(under);
    },
  };
}
