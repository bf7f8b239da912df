import type { Format } from "../domain/transcript.ts";
import type { Flags } from "../settings.ts";
import { type AskedFlags, readAsked } from "./asked.ts";
import { dryRun } from "./dry-run.ts";
import { EventStream } from "./events.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { readFormats } from "./formats.ts";
import { type Gathered, gather } from "./gather.ts";
import { inputNames } from "./input-names.ts";
import type { Refused } from "./inputs.ts";
import { prepareFolder } from "./output-folder.ts";
import { type Planned, planOutputs } from "./outputs.ts";
import { paletteFor } from "./palette.ts";
import { readPrice } from "./price.ts";
import { counted } from "./quantities.ts";
import { requireReady } from "./ready.ts";
import { prepareReport, writeReport } from "./report.ts";
import { printResults } from "./results.ts";
import { inSession, type Session } from "./session.ts";
import { endOf, tellEnd } from "./session-end.ts";
import { refusedLines } from "./summary.ts";
import type { Surroundings } from "./surroundings.ts";
import { jobsOf } from "./take-in.ts";
import { readWebhooks, type WebhookFlags } from "./webhook-flags.ts";
import { takeInAndWork } from "./work-along.ts";

export interface TranscribeFlags extends Omit<Flags, "store">, AskedFlags, WebhookFlags {
  readonly store?: string | undefined;
  readonly fromFile?: string | undefined;
  readonly outputDir?: string | undefined;
  readonly format?: readonly string[] | undefined;
  readonly allowPrivateHosts?: boolean | undefined;
  readonly failOnNothing?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
  readonly price?: string | undefined;
  readonly report?: string | undefined;
  readonly log?: string | undefined;
  readonly json?: boolean | undefined;
}

/**
 * `tenuto transcribe`: everything that can be refused is refused before the first recording is taken in; one bad input
 * never stops the others.
 */
export async function transcribe(
  names: readonly string[],
  flags: TranscribeFlags,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const settings = surroundings.settingsFor(flags);
  const asked = readAsked(flags);
  const formats = readFormats(flags.format ?? []);
  const price = flags.price === undefined ? null : readPrice(flags.price);
  const webhooks = readWebhooks(flags);
  const folder = flags.outputDir ?? null;

  const gathered = await gather(await inputNames(names, flags.fromFile, surroundings.stdin));
  const { plan, refused } = planned(gathered, folder, formats);
  tellBefore(gathered.passedOver, refused, surroundings);
  /** For an end before anything is worked on: a program that reads events finds them whole here too. */
  const endedEarly = (exitCode: ExitCode): ExitCode => {
    if (flags.json !== true) return exitCode;
    const events = new EventStream(surroundings.terminal.out);
    for (const one of refused) events.refused(one);
    events.summary({ completed: 0, failed: 0, refused: refused.length, exitCode });
    return exitCode;
  };
  if (flags.failOnNothing === true && gathered.inputs.length === 0) return endedEarly(EXIT.nothing);
  if (plan.length > 0 && flags.dryRun === true) {
    const { skipExisting } = asked;
    return dryRun({ plan, refused, skipExisting, price, json: flags.json === true }, surroundings);
  }
  if (refused.length > 0 && (plan.length === 0 || asked.failFast)) return endedEarly(EXIT.usage);
  if (plan.length === 0) {
    surroundings.terminal.err.write("There is no recording to transcribe.\n");
    return endedEarly(EXIT.done);
  }

  const { allowPrivateHosts = false } = flags;
  const work = async (session: Session): Promise<ExitCode> => {
    await requireReady([{ name: settings.account, provider: settings.provider }], settings, session.house.recogniser);
    if (folder !== null) await prepareFolder(folder);
    if (flags.report !== undefined) await prepareReport(flags.report);
    for (const one of refused) session.events?.refused(one);

    const startedAt = session.house.runtime.clock.now();
    const startedTicking = session.house.runtime.clock.monotonic();
    const run = session.house.runtime.ids.next("run");
    const taken = await takeInAndWork(session, plan, { ...asked, run });
    const jobs = jobsOf(plan, taken);
    const allRefused = [...refused, ...taken.flatMap((one) => (one.kind === "refused" ? [one.refused] : []))];
    const skipped = taken.filter(({ kind }) => kind === "skipped").length;
    const end = await endOf(session, jobs, { startedAt: startedTicking, refused: allRefused.length, skipped });
    if (folder === null) await printResults(session, jobs, formats);
    tellEnd(session, end, allRefused, skipped);
    tellLeft(session, taken.filter(({ kind }) => kind === "left").length);
    // Last, since a disk that is full by now must not hide how it ended.
    if (flags.report !== undefined) {
      const { passedOver } = gathered;
      const reported = { run, startedAt, plan, taken, refused, passedOver, end };
      await writeReport(flags.report, session.house.store, reported);
    }
    return end.exitCode;
  };
  const extras = { allowPrivateHosts, ...(webhooks === null ? {} : { webhooks }) };
  return inSession(surroundings, settings, flags, work, extras);
}

function planned(
  { inputs, refused }: Gathered,
  folder: string | null,
  formats: readonly Format[],
): { readonly plan: readonly Planned[]; readonly refused: readonly Refused[] } {
  if (folder === null) return { plan: inputs.map((input) => ({ input, deliveries: [] })), refused };
  const plan: Planned[] = [];
  const clashes: Refused[] = [];
  for (const one of planOutputs(inputs, folder, formats)) {
    if ("deliveries" in one) plan.push(one);
    else clashes.push({ name: one.input.name, error: one.clash });
  }
  return { plan, refused: [...refused, ...clashes] };
}

/** More names than these would hide the rest of what is told; the report and `--verbose` have them all. */
const MOST_NAMED = 3;

function tellBefore(
  passedOver: readonly string[],
  refused: readonly Refused[],
  { terminal, verbose, quiet }: Surroundings,
): void {
  const palette = paletteFor(terminal.errColor);
  for (const line of refusedLines(refused, palette)) terminal.err.write(`${line}\n`);
  if (passedOver.length === 0 || quiet === true) return;
  const shown = verbose ? passedOver : passedOver.slice(0, MOST_NAMED);
  const more = passedOver.length - shown.length;
  const rest = more > 0 ? ` and ${more} more` : "";
  const what = `Passed over ${counted(passedOver.length, "file")} that by name ${passedOver.length === 1 ? "is" : "are"} no recording`;
  terminal.err.write(`${palette.calm(`${what}: ${shown.join(", ")}${rest}`)}\n`);
}

function tellLeft({ surroundings }: Session, left: number): void {
  if (left === 0) return;
  const what = left === 1 ? "One recording was" : `${left} recordings were`;
  surroundings.terminal.err.write(`${what} not taken in yet: repeat the command, it goes on with what is kept.\n`);
}
