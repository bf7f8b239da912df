import type { JobState } from "../domain/job.ts";
import type { JournalRecord } from "../domain/journal.ts";
import type { Clock } from "../domain/runtime.ts";
import type { Watch } from "../engine/house.ts";
import type { EventStream } from "./events.ts";
import { Painter } from "./painter.ts";
import { paletteFor } from "./palette.ts";
import { cut } from "./printable.ts";
import type { Progress } from "./progress.ts";
import { renderFrame } from "./render.ts";
import type { Stop } from "./signals.ts";
import { storyOf } from "./story.ts";
import type { Surroundings } from "./surroundings.ts";
import type { Size } from "./terminal.ts";

/** What stands on standard error while jobs are worked on: a display redrawn in place, plain lines, or nothing. */
export interface View {
  readonly watch: Pick<Watch, "signal" | "onEntry" | "onBytes">;
  /** Makes a job known, and tells what was heard of it already. */
  join(id: string, job: { readonly name: string; readonly bytes: number; readonly state: JobState }): void;
  /** No further jobs join: what is heard of others is nobody's business here. */
  complete(): void;
  /** A line that stays. */
  say(line: string): void;
  /** A line under the display for what the journal does not tell; null takes it away. */
  status(text: string | null): void;
  /** Leaves the last picture where it is. May be called again. */
  close(): Promise<void>;
}

export interface ViewParts {
  readonly clock: Clock;
  readonly surroundings: Surroundings;
  readonly stop: Stop;
  readonly events: EventStream | null;
  readonly progress: Progress;
  /** Tells of nothing but what somebody must know. */
  readonly quiet: boolean;
  /** Whether a display may be redrawn in place. */
  readonly redrawn: boolean;
}

const STOPPING = "Stopping: what is on the wire is finished first. Once more leaves at once.";

/** Opens the view and begins to draw, where there is a display. */
export function openView(parts: ViewParts): View {
  const { clock, surroundings, stop, events, progress, quiet } = parts;
  const { terminal, verbose } = surroundings;
  const palette = paletteFor(terminal.errColor);
  // Events and a redrawn display on one terminal would tear each other apart.
  const silent = events !== null && terminal.out.isTTY === true;
  let status: string | null = null;

  const draw = (size: Size): string[] => {
    const frame = progress.frame(clock.now());
    const lines = frame.all === 0 ? [] : renderFrame(frame, size, palette);
    return status === null ? lines : [...lines, palette.calm(cut(status, size.columns - 1))];
  };
  const painter = terminal.live && parts.redrawn && !silent && !quiet ? new Painter(terminal.err, clock, draw) : null;
  const say = (line: string): void => {
    if (painter !== null) painter.say(line);
    else if (!silent) terminal.err.write(`${line}\n`);
  };

  /** A job is worked on before whoever handed it in has heard its id. */
  const early = new Map<string, JournalRecord[]>();
  let complete = false;
  const tell = (record: JournalRecord, name: string): void => {
    progress.observe(record);
    events?.entry(record, name);
    const story = !quiet && (painter === null || verbose) ? storyOf(record.entry, verbose) : null;
    if (story !== null) say(`${name}: ${story}`);
  };

  const onStop = (): void => {
    if (stop.by() !== null && !quiet) say(STOPPING);
  };
  stop.signal.addEventListener("abort", onStop, { once: true });
  painter?.start();
  return {
    watch: {
      signal: stop.signal,
      onEntry: (record) => {
        const name = progress.nameOf(record.job);
        if (name !== null) tell(record, name);
        else if (!complete) early.set(record.job, [...(early.get(record.job) ?? []), record]);
      },
      onBytes: (job, sent) => progress.sent(job, sent),
    },
    join: (id, job) => {
      progress.add(id, job);
      for (const record of early.get(id) ?? []) tell(record, job.name);
      early.delete(id);
    },
    complete: () => {
      complete = true;
      early.clear();
    },
    say,
    status: (text) => {
      status = text;
    },
    close: async () => {
      await painter?.stop();
    },
  };
}
