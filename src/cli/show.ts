import { supportLine } from "../domain/support-words.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { findJob } from "./find-job.ts";
import { openly, withoutPrivate } from "./openly.ts";
import { jsonText } from "./printable.ts";
import { storeFlagOf } from "./shell-word.ts";
import type { Surroundings } from "./surroundings.ts";
import { sizeOf } from "./terminal.ts";
import { drawTimeline } from "./timeline.ts";

export interface ShowFlags {
  readonly store?: string | undefined;
  readonly json?: boolean | undefined;
}

/** `tenuto show <job>`: the life of a job, drawn to scale, or as JSON. */
export async function show(wanted: string, flags: ShowFlags, surroundings: Surroundings): Promise<ExitCode> {
  const { terminal } = surroundings;
  const room = await surroundings.openStore(surroundings.settingsFor({ store: flags.store }));
  try {
    const { job, older } = await findJob(room.store, wanted);
    const submissions = await room.store.submissions(job.id);
    const journal = await room.store.journal(job.id);
    if (flags.json === true) {
      const told = { job: openly(job), submissions: submissions.map(withoutPrivate), journal };
      terminal.out.write(jsonText(told));
    } else {
      const { columns } = sizeOf(terminal.out);
      terminal.out.write(`${drawTimeline(job, submissions, journal, columns, terminal.outColor)}\n`);
      // In one line, however narrow the terminal: it is there to be copied.
      if (job.state.status === "failed") {
        terminal.out.write(`\n${supportLine(job.id, storeFlagOf(flags.store))}\n`);
      }
    }
    if (older.length > 0) terminal.err.write(`Older jobs of that name: ${older.join(", ")}\n`);
    return EXIT.done;
  } finally {
    await room.close();
  }
}
