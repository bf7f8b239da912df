import { SettingsError } from "../domain/errors.ts";
import type { SupportSample } from "../engine/support/bundle.ts";
import { type Gathered, gatherSupport, type SupportDesk } from "../engine/support/gather.ts";
import { duration } from "../settings/checks.ts";
import type { Settings } from "../settings.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { findJob } from "./find-job.ts";
import { jsonText, printable } from "./printable.ts";
import { supportPage } from "./support-page.ts";
import { namesFile, type SupportPlaces, supportPlaces, writeWhole } from "./support-places.ts";
import { type SampleTools, takeSample } from "./support-sample.ts";
import type { Surroundings } from "./surroundings.ts";

export interface SupportFlags {
  readonly store?: string | undefined;
  readonly json?: boolean | undefined;
  readonly output?: string | undefined;
  /** True without a duration. */
  readonly withAudio?: string | true | undefined;
}

export interface SupportParts extends SampleTools {
  readonly desk: (settings: Settings) => SupportDesk;
}

const USUAL_SAMPLE = "10s";
const SAMPLE = { min: 1_000, max: 60_000, says: "1s to 1m" };

/**
 * `tenuto support <job>`: all that a vendor's support asks for, secrets removed. Sends nothing. Throws `SettingsError` for a
 * job that there is not, a sample without a folder for it, and places that cannot be written to.
 */
export async function support(
  wanted: string,
  flags: SupportFlags,
  { terminal, settingsFor, openStore }: Surroundings,
  parts: SupportParts,
): Promise<ExitCode> {
  const ms = sampleLength(flags);
  const settings = settingsFor({ store: flags.store });
  const { store, spool, runtime, close } = await openStore(settings);
  const say = (line: string): unknown => terminal.err.write(`${printable(line)}\n`);
  try {
    const { job, older } = await findJob(store, wanted);
    const gathered = await gatherSupport(store, job.id, parts.desk(settings), runtime.clock.now());
    if (gathered === null) throw new Error(`job ${job.id} was found and is gone`);
    const places = await supportPlaces(flags.output, job.id);
    const asked = { job, recording: gathered.bundle.recording, spool };
    const sample =
      ms !== null && places.kind === "folder"
        ? await takeSample({ ...asked, ms, path: places.sample }, parts, settings)
        : null;
    const forms = formsOf(gathered, sample);
    for (const path of await written(places, forms)) say(`Written: ${path}`);
    if (sample !== null) say(sample.file === null ? `No sample: ${sample.why}` : `Written: ${sampleIn(places)}`);
    if (flags.json === true) terminal.out.write(forms.json);
    else if (places.kind === "printed") terminal.out.write(forms.page);
    if (older.length > 0) say(`Older jobs of that name: ${older.join(", ")}`);
    return EXIT.done;
  } finally {
    await close();
  }
}

interface Forms {
  readonly page: string;
  readonly json: string;
}

function formsOf({ bundle, file }: Gathered, sample: SupportSample | null): Forms {
  const whole = sample === null ? bundle : { ...bundle, sample };
  return { page: supportPage(whole, file), json: jsonText(whole) };
}

/** The files that were written. */
async function written(places: SupportPlaces, { page, json }: Forms): Promise<readonly string[]> {
  switch (places.kind) {
    case "folder":
      await writeWhole(places.page, page);
      await writeWhole(places.json, json);
      return [places.page, places.json];
    case "file":
      await writeWhole(places.path, places.form === "page" ? page : json);
      return [places.path];
    case "printed":
      return [];
    default:
      return places satisfies never;
  }
}

function sampleIn(places: SupportPlaces): string {
  return places.kind === "folder" ? places.sample : "";
}

/** Null where none is asked for. Throws `SettingsError` for a length that is none, and where there is no folder for it. */
function sampleLength({ withAudio, output }: SupportFlags): number | null {
  if (withAudio === undefined) return null;
  const value = withAudio === true ? USUAL_SAMPLE : withAudio;
  const ms = duration({ value, from: "--with-audio" }, SAMPLE) ?? null;
  if (output !== undefined && namesFile(output) === null) return ms;
  throw new SettingsError(
    "settings/output-dir",
    "A sample of the recording is a file, and there is no folder for it.",
    "Name a folder with --output: the page, the JSON and the sample go there.",
  );
}
