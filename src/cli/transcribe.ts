import { AudioError, StoreError } from "../domain/errors.ts";
import type { Delivery } from "../domain/job.ts";
import type { Format } from "../domain/transcript.ts";
import type { Flags } from "../settings.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { type Input, lookAt, type Refused } from "./inputs.ts";
import { planOutputs, prepareFolder, readFormats } from "./outputs.ts";
import { paletteFor } from "./palette.ts";
import { readNeutralOptions, readOptions } from "./provider-options.ts";
import { requireReady } from "./ready.ts";
import { printResults } from "./results.ts";
import { inSession, type Session, type SessionJob, tellEnd, workOff } from "./session.ts";
import { refusedLines } from "./summary.ts";
import type { Surroundings } from "./surroundings.ts";

export interface TranscribeFlags extends Omit<Flags, "store"> {
  readonly store?: string | undefined;
  readonly outputDir?: string | undefined;
  readonly format?: readonly string[] | undefined;
  readonly option?: readonly string[] | undefined;
  readonly language?: string | undefined;
  readonly speakers?: string | undefined;
  readonly channels?: string | undefined;
  readonly json?: boolean | undefined;
}

/** What every recording of the command is asked for with. */
interface Asked {
  readonly options: ReturnType<typeof readNeutralOptions>;
  readonly providerOptions: ReturnType<typeof readOptions>;
  readonly formats: readonly Format[];
  readonly folder: string | null;
}

/**
 * `tenuto transcribe`: everything that can be refused is refused before the first recording is taken in; one bad input
 * never stops the others.
 */
export async function transcribe(
  files: readonly string[],
  flags: TranscribeFlags,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const settings = surroundings.settingsFor(flags);
  const asked: Asked = {
    options: readNeutralOptions(flags),
    providerOptions: readOptions(flags.option ?? []),
    formats: readFormats(flags.format ?? []),
    folder: flags.outputDir ?? null,
  };
  const { good, refused } = await lookAt(files);
  const deliveries = asked.folder === null ? good.map(() => []) : planOutputs(good, asked.folder, asked.formats);
  const { terminal } = surroundings;
  for (const line of refusedLines(refused, paletteFor(terminal.errColor))) terminal.err.write(`${line}\n`);
  if (good.length === 0) return EXIT.usage;

  return inSession(surroundings, settings, flags, async (session) => {
    await requireReady([settings.provider], settings, session.house.recogniser);
    if (asked.folder !== null) await prepareFolder(asked.folder);
    for (const one of refused) session.events?.refused(one);

    const plan = good.map((input, index) => ({ input, deliveries: deliveries[index] ?? [] }));
    const taken = await takeIn(session, plan, asked);
    const allRefused = [...refused, ...taken.refused];
    const end = await workOff(session, taken.jobs, allRefused);
    if (asked.folder === null) await printResults(session, taken.jobs, asked.formats);
    tellEnd(session, end, allRefused);
    if (taken.left > 0) tellLeft(session, taken.left);
    return end.exitCode;
  });
}

interface TakenIn {
  readonly jobs: readonly SessionJob[];
  readonly refused: readonly Refused[];
  /** Inputs that were not come to before the stop. */
  readonly left: number;
}

async function takeIn(
  session: Session,
  plan: readonly { readonly input: Input; readonly deliveries: readonly Delivery[] }[],
  { options, providerOptions }: Asked,
): Promise<TakenIn> {
  const { house, stop, view, events } = session;
  const run = house.runtime.ids.next("run");
  const jobs = new Map<string, SessionJob>();
  const refused: Refused[] = [];
  let left = 0;
  for (const [index, { input, deliveries }] of plan.entries()) {
    if (stop.signal.aborted) {
      left = plan.length - index;
      break;
    }
    view.status(plan.length === 1 ? null : `Taking in ${index + 1} of ${plan.length}: ${input.name}`);
    try {
      const recording = { audio: input.path, name: input.name, options, providerOptions, deliveries, run };
      const { id, attached } = await house.accept(recording, stop.signal);
      jobs.set(id, { id, name: input.name });
      if (attached) events?.attached(id, input.name);
      else if (events !== null) await tellAccepted(session, id, input.name);
    } catch (error) {
      if (stop.signal.aborted) {
        left = plan.length - index;
        break;
      }
      if (error instanceof AudioError) refused.push(tellRefused(session, input.name, error));
      else if (error instanceof StoreError && jobs.size > 0) {
        // No room for more: what is taken in already is worked on, and the rest is named, so that nothing is lost.
        const rest = plan.slice(index).map(({ input: { name } }) => {
          const cannot = new AudioError(error.code, `${name} was not taken in: ${error.message}`, error.remedy);
          return tellRefused(session, name, cannot);
        });
        refused.push(...rest);
        break;
      } else throw error;
    }
  }
  view.status(null);
  return { jobs: [...jobs.values()], refused, left };
}

/** What was written before the watching begins. */
async function tellAccepted({ house, events }: Session, id: string, name: string): Promise<void> {
  for (const record of await house.store.journal(id)) events?.entry(record, name);
}

function tellRefused({ view, events, surroundings }: Session, name: string, error: AudioError): Refused {
  const one = { name, error };
  for (const line of refusedLines([one], paletteFor(surroundings.terminal.errColor))) view.say(line);
  events?.refused(one);
  return one;
}

function tellLeft({ surroundings }: Session, left: number): void {
  const what = left === 1 ? "One recording was" : `${left} recordings were`;
  surroundings.terminal.err.write(`${what} not taken in yet: repeat the command, it goes on with what is kept.\n`);
}
