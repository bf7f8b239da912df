import { stat } from "node:fs/promises";
import { resolve, sep } from "node:path";
import { SettingsError } from "../domain/errors.ts";
import type { Format } from "../domain/transcript.ts";
import { Arrivals, type Sighting } from "./arrivals.ts";
import { type Asked, readAsked } from "./asked.ts";
import type { ExitCode } from "./exit-codes.ts";
import { hintsFrom } from "./folder-hints.ts";
import { readFormats } from "./formats.ts";
import { gather } from "./gather.ts";
import type { Input, Refused } from "./inputs.ts";
import { prepareFolder } from "./output-folder.ts";
import { type Planned, planOutputs } from "./outputs.ts";
import { printable } from "./printable.ts";
import { requireReady, wantedBy } from "./ready.ts";
import { inSession, type Session, type SessionJob } from "./session.ts";
import { endOf, tellEnd } from "./session-end.ts";
import type { Surroundings } from "./surroundings.ts";
import { jobsOf, takeIn, tellRefused } from "./take-in.ts";
import type { TranscribeFlags } from "./transcribe.ts";

export interface WatchFlags extends Omit<TranscribeFlags, "outputDir"> {
  readonly outputDir: string;
}

/** Between two scans, and how long a file must have been the same, ms. */
const SCAN_EVERY_MS = 2_000;

/** What the command gathers while it runs. */
interface Watching {
  readonly folder: string;
  readonly output: string;
  readonly formats: readonly Format[];
  readonly asked: Asked;
  readonly arrivals: Arrivals;
  readonly jobs: Map<string, SessionJob>;
  readonly refused: Refused[];
  /** Names of what the last scan could not read, as a drive that is gone. */
  unreadable: ReadonlySet<string>;
  skipped: number;
}

/**
 * `tenuto watch`: transcribes what appears in a folder, until it is stopped. The scans are the truth; what the system
 * tells of changes only brings the next one forward.
 */
export async function watch(folder: string, flags: WatchFlags, surroundings: Surroundings): Promise<ExitCode> {
  const settings = surroundings.settingsFor(flags);
  const wanted = readAsked(flags);
  const formats = readFormats(flags.format ?? []);
  await requireFolder(folder);

  return inSession(surroundings, settings, flags, async (session) => {
    const { house, stop, view } = session;
    await requireReady(wantedBy(settings), settings, house.recogniser);
    await prepareFolder(flags.outputDir);
    const startedAt = house.runtime.clock.monotonic();
    const run = house.runtime.ids.next("run");
    const watching: Watching = {
      folder,
      output: resolve(flags.outputDir),
      formats,
      asked: { ...wanted, run },
      arrivals: new Arrivals(SCAN_EVERY_MS),
      jobs: new Map(),
      refused: [],
      unreadable: new Set(),
      skipped: 0,
    };
    view.say(`Watching ${printable(folder)}; Ctrl-C ends it, and everything is kept.`);
    const stopped = new Promise<void>((end) => {
      if (stop.signal.aborted) end();
      else stop.signal.addEventListener("abort", () => end(), { once: true });
    });
    const working = house.work({ run }, { ...view.watch, accepting: stopped }).catch((error: unknown) => {
      stop.ask("the work broke off");
      throw error;
    });
    const [scanned, worked] = await Promise.allSettled([scanUntilStopped(session, watching), working]);
    for (const one of [worked, scanned]) if (one.status === "rejected") throw one.reason;
    const { jobs, refused, skipped } = watching;
    const end = await endOf(session, [...jobs.values()], { startedAt, refused: refused.length, skipped });
    tellEnd(session, end, refused, skipped);
    return end.exitCode;
  });
}

async function requireFolder(folder: string): Promise<void> {
  if ((await stat(folder).catch(() => null))?.isDirectory() === true) return;
  throw new SettingsError("settings/watch", `${printable(folder)} is no folder that can be watched.`, "Name a folder.");
}

async function scanUntilStopped(session: Session, watching: Watching): Promise<void> {
  const { house, stop } = session;
  let next = new AbortController();
  const hint = hintsFrom(watching.folder, () => next.abort());
  const onStop = (): void => next.abort();
  stop.signal.addEventListener("abort", onStop);
  try {
    while (!stop.signal.aborted) {
      next = new AbortController();
      await scan(session, watching);
      if (!stop.signal.aborted) await house.runtime.clock.sleep(SCAN_EVERY_MS, next.signal).catch(() => undefined);
    }
  } catch (error) {
    stop.ask("the watching broke off");
    throw error;
  } finally {
    stop.signal.removeEventListener("abort", onStop);
    hint?.close();
  }
}

async function scan(session: Session, watching: Watching): Promise<void> {
  const { inputs, refused } = await gather([watching.folder]);
  tellUnreadable(session, watching, refused);
  const found = inputs.filter((input) => !isBelow(input, watching));
  const sightings = (await Promise.all(found.map(sightingOf))).filter((one) => one !== null);
  const ready = watching.arrivals.scan(sightings, session.house.runtime.clock.monotonic());
  if (ready.size === 0) return;
  const plan: Planned[] = [];
  // All that lie there are planned for, so that a file is given the same name whenever it comes.
  for (const one of planOutputs(found, watching.output, watching.formats)) {
    if (!ready.has(pathOf(one.input) ?? "")) continue;
    if ("deliveries" in one) plan.push(one);
    else watching.refused.push(tellRefused(session, { name: one.input.name, error: one.clash }));
  }
  // More will come, so the display stays open for it.
  const view = { ...session.view, complete: () => undefined };
  const taken = await takeIn({ ...session, view }, plan, watching.asked);
  for (const job of jobsOf(plan, taken)) watching.jobs.set(job.id, job);
  for (const one of taken) {
    if (one.kind === "refused") watching.refused.push(one.refused);
    if (one.kind === "skipped") watching.skipped += 1;
  }
}

/** Told once: it may come back, and then what is in it is taken. */
function tellUnreadable({ view }: Session, watching: Watching, refused: readonly Refused[]): void {
  for (const { name, error } of refused) {
    if (!watching.unreadable.has(name)) view.say(`${error.message} The watching goes on, in case it comes back.`);
  }
  watching.unreadable = new Set(refused.map(({ name }) => name));
}

/** Transcripts that are written below the watched folder are no recordings, whatever they are called. */
function isBelow(input: Input, { folder, output }: Watching): boolean {
  return output !== resolve(folder) && (pathOf(input)?.startsWith(output + sep) ?? false);
}

async function sightingOf(input: Input): Promise<Sighting | null> {
  const path = pathOf(input);
  const found = path === null ? null : await stat(path).catch(() => null);
  return path === null || found === null ? null : { path, bytes: found.size, changedAt: found.mtimeMs };
}

function pathOf({ origin }: Input): string | null {
  return origin.kind === "file" ? origin.path : null;
}
