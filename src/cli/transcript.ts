import type { Format } from "../domain/transcript.ts";
import { type Chosen, namedJobs } from "./chosen-jobs.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { readFormats } from "./formats.ts";
import { WORDS } from "./job-filters.ts";
import { jsonLine } from "./printable.ts";
import { ROUGH, writerOf } from "./results.ts";
import type { Surroundings } from "./surroundings.ts";

export interface TranscriptFlags {
  readonly store?: string | undefined;
  readonly format?: readonly string[] | undefined;
  readonly json?: boolean | undefined;
}

/** `tenuto transcript <jobs>`: what the store holds, once more. Nothing is asked of the provider, nothing is paid. */
export async function transcript(
  names: readonly string[],
  flags: TranscriptFlags,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const [format = "txt"]: readonly Format[] = readFormats(flags.format ?? []);
  const { terminal } = surroundings;
  const { store, close } = await surroundings.openStore(surroundings.settingsFor({ store: flags.store }));
  try {
    const chosen: readonly Chosen[] = await namedJobs(store, names);
    const write = writerOf(terminal, format, chosen.length > 1);
    let rough = false;
    let missing = 0;
    for (const { id, name, status } of chosen) {
      const said = await store.result(id);
      if (flags.json === true) terminal.out.write(jsonLine({ job: id, name, status, transcript: said }));
      else if (said !== null) write(name, said);
      else terminal.err.write(`${name} has no transcript: it is ${WORDS[status]} (${id}).\n`);
      rough ||= said?.rough === true && said.assessment === undefined;
      missing += said === null ? 1 : 0;
    }
    if (rough) terminal.err.write(ROUGH);
    if (missing === 0) return EXIT.done;
    return missing < chosen.length ? EXIT.someFailed : EXIT.noneSucceeded;
  } finally {
    await close();
  }
}
