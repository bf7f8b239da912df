import { statsIn } from "../engine/stats-query.ts";
import { requireRun } from "./chosen-jobs.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { paletteFor } from "./palette.ts";
import { costOf } from "./price.ts";
import { jsonLine } from "./printable.ts";
import { readStatsFlags, type StatsFlags } from "./stats-asked.ts";
import { statsPage } from "./stats-page.ts";
import type { Surroundings } from "./surroundings.ts";
import { sizeOf } from "./terminal.ts";

/**
 * `tenuto stats`: how often things went well at once, what it took where they did not, and what it cost. Throws
 * `SettingsError` for a flag that cannot be used.
 */
export async function stats(flags: StatsFlags, surroundings: Surroundings): Promise<ExitCode> {
  const { out, err, outColor } = surroundings.terminal;
  const read = readStatsFlags(flags);
  const room = await surroundings.openStore(surroundings.settingsFor({ store: flags.store }));
  try {
    const now = room.runtime.clock.now();
    const asked = read(now);
    if (flags.run !== undefined) await requireRun(room.store, flags.run);
    const found = await statsIn(room.store, asked.query);
    const { since, until, price } = asked;
    if (flags.json === true) {
      const cost = price === null ? null : { amount: costOf(price, found.all.againMs), currency: price.currency };
      out.write(jsonLine({ since, until, run: flags.run ?? null, cost, ...found }));
      return EXIT.done;
    }
    const sheet = { columns: sizeOf(out).columns, palette: paletteFor(outColor), now };
    for (const line of statsPage(found, asked, sheet)) out.write(`${line}\n`);
    const { completed, failed, canceled, unfinished } = found.all;
    if (completed + failed + canceled + unfinished === 0) err.write("There are no such jobs in this store.\n");
    return EXIT.done;
  } finally {
    await room.close();
  }
}
