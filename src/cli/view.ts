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
  readonly watch: Watch;
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
}

const STOPPING = "Stopping: what is on the wire is finished first. Once more leaves at once.";

export function openView({ clock, surroundings, stop, events, progress }: ViewParts): View {
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
  const painter = terminal.live && !silent ? new Painter(terminal.err, clock, draw) : null;
  const say = (line: string): void => {
    if (painter !== null) painter.say(line);
    else if (!silent) terminal.err.write(`${line}\n`);
  };

  stop.signal.addEventListener("abort", () => say(STOPPING), { once: true });
  painter?.start();
  return {
    watch: {
      signal: stop.signal,
      onEntry: (record) => {
        const name = progress.nameOf(record.job);
        if (name === null) return;
        progress.observe(record);
        events?.entry(record, name);
        const story = painter === null || verbose ? storyOf(record.entry, verbose) : null;
        if (story !== null) say(`${name}: ${story}`);
      },
      onBytes: (job, sent) => progress.sent(job, sent),
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
