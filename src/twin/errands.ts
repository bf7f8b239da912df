import type { Clock } from "../domain/runtime.ts";
import { type Courier, stayingAtHome } from "./courier.ts";
import type { Ear } from "./ear.ts";
import type { Answer } from "./mischief.ts";
import type { Scorer } from "./scoring/finding.ts";
import { scorerInProcess } from "./scoring/scorer.ts";
import type { Errand, Twin } from "./twin.ts";

/** What a twin cannot do itself, since it has no clock, no socket and no file: listening, fetching, sending. */
export interface Errands {
  /** Reads recordings that are sent to the twin. */
  readonly ear: Ear;
  /** The answer to somebody whom the twin holds; to be asked for before the next `attend`. */
  answerTo(call: string): Promise<Answer>;
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
  /** The recogniser behind a service that scores. Without one nobody listens. */
  readonly scorer?: Scorer;
}

/**
 * Runs a twin's errands, and wakes by itself when one falls due. To be closed, or its alarm may keep the process alive.
 */
export function errandsOf(options: ErrandsOptions): Errands {
  const { twin, clock, ear, courier = stayingAtHome, scorer = scorerInProcess({ clock }) } = options;
  const closing = new AbortController();
  const waiting = new Map<string, (answer: Answer) => void>();
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
      case "score": {
        const finding = await scorer.score(errand, closing.signal);
        if (!closing.signal.aborted) twin.scored(errand.call, finding, clock.now());
        break;
      }
      case "answer":
        waiting.get(errand.call)?.(errand.answer);
        waiting.delete(errand.call);
        return;
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
    answerTo: (call) => new Promise((resolve) => waiting.set(call, resolve)),
    attend,
    async close() {
      closing.abort(new Error("the twin is closing"));
      alarm?.off.abort(new Error("the twin is closing"));
      await Promise.all(under);
    },
  };
}
