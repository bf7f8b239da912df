import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compose, twinParts } from "../compose.ts";
import type { JournalRecord } from "../domain/journal.ts";
import type { House } from "../engine/house.ts";
import { policyFrom } from "../policy/policy-from.ts";
import { readPath } from "../settings.ts";
import { type ServedTwin, serveTwin } from "../twin/http.ts";
import type { Ledger } from "../twin/ledger.ts";
import { parseScenario } from "../twin/scenario.ts";
import { EXIT, type ExitCode, exitCodeOfSignal } from "./exit-codes.ts";
import { installPrograms } from "./install.ts";
import { paletteFor } from "./palette.ts";
import { counted } from "./quantities.ts";
import { listenForStop } from "./signals.ts";
import { storyOf } from "./story.ts";
import type { Surroundings } from "./surroundings.ts";
import { sizeOf } from "./terminal.ts";
import { drawTimeline } from "./timeline.ts";

export interface DemoFlags {
  readonly install?: boolean | undefined;
}

const SAMPLES = fileURLToPath(new URL("../../samples", import.meta.url));
const SEED = 1;

/** The default policy in a hurry: the decisions are the same, the waits between them shorter. */
const POLICY = policyFrom({
  overrides: {
    name: "default, in a hurry",
    polling: { floorMs: 500, ceilingMs: 1_000 },
    reconcile: { everyMs: 1_000, graceMs: 3_000 },
    submissions: { backoff: { baseMs: 1_000 } },
    stages: { wait: { backoff: { baseMs: 500 } } },
  },
});

/**
 * `tenuto demo`: two real recordings through a provider that has a bad day, and what it took. All that it makes is in a
 * folder of its own, which is gone afterwards, also after a stop.
 */
export async function demo(flags: DemoFlags, surroundings: Surroundings): Promise<ExitCode> {
  const { out, outColor } = surroundings.terminal;
  const say = (line = ""): void => void out.write(`${line}\n`);
  const { strong } = paletteFor(outColor);
  const parts = twinParts(readPath());
  if (flags.install === true) await installPrograms(parts.programs, say);
  const stop = listenForStop(surroundings.signals, surroundings.leave);
  const folder = await mkdtemp(join(tmpdir(), "tenuto-demo-"));
  let twin: ServedTwin | null = null;
  let house: House | null = null;
  try {
    twin = await startTwin(parts, say);
    const settings = surroundings.settingsFor({
      account: null,
      provider: "assemblyai",
      apiKey: "demo",
      baseUrl: twin.url,
    });
    house = await compose({ ...settings, policy: POLICY, storePath: join(folder, "demo.db") });
    const names = (await readdir(SAMPLES)).filter((name) => name.endsWith(".wav"));
    say(strong(`Transcribing ${names.join(" and ")} at ${twin.url}, which has a bad day:`));
    const jobs = await transcribeAll(house, names, stop.signal, say);
    const by = stop.by();
    if (by !== null) return exitCodeOfSignal(by);
    const { columns } = sizeOf(out);
    for (const [id, name] of jobs) await tellJob(house, id, name, { columns, color: outColor, say });
    return tellLedger(twin.ledger(), jobs.size, say);
  } finally {
    await house?.close();
    await twin?.close();
    await rm(folder, { recursive: true, force: true });
    stop.release();
  }
}

async function startTwin(
  { server, runtime, recogniser }: ReturnType<typeof twinParts>,
  say: (line?: string) => void,
): Promise<ServedTwin> {
  const script = join(SAMPLES, "bad-day.yaml");
  const scenario = parseScenario(await readFile(script, "utf8"), "samples/bad-day.yaml");
  const missing = await recogniser.missing();
  const parts = { server, runtime, scenario, seed: SEED };
  if (missing.length === 0) {
    say("The twin of AssemblyAI listens to the recordings with this machine's own recogniser (English, rough).");
    return serveTwin({ ...parts, recogniser });
  }
  say(`This machine lacks ${missing.join(", ")}, so nobody listens: the twin answers with the samples'`);
  say("reference texts instead. On Debian, npm run demo -- --install gets what is missing.");
  return serveTwin({ ...parts, texts: SAMPLES });
}

async function transcribeAll(
  house: House,
  names: readonly string[],
  signal: AbortSignal,
  say: (line?: string) => void,
): Promise<ReadonlyMap<string, string>> {
  const run = house.runtime.ids.next("run");
  const jobs = new Map<string, string>();
  for (const name of names) jobs.set((await house.accept({ audio: join(SAMPLES, name), name, run })).id, name);
  const onEntry = ({ job, entry }: JournalRecord): void => {
    const story = storyOf(entry);
    if (story !== null) say(`  ${jobs.get(job)}: ${story}`);
  };
  await house.work({ run }, { onEntry, signal });
  return jobs;
}

interface Page {
  readonly columns: number;
  readonly color: boolean;
  readonly say: (line?: string) => void;
}

async function tellJob(house: House, id: string, name: string, { columns, color, say }: Page): Promise<void> {
  const job = await house.store.get(id);
  if (job === null) throw new Error(`the demo's job ${id} is gone`);
  const [submissions, journal] = [await house.store.submissions(id), await house.store.journal(id)];
  const heard = await house.store.result(id);
  const { strong } = paletteFor(color);
  say();
  say(strong(`${name}: ${heard === null ? "no transcript" : `“${heard.text}”`}`));
  say();
  say(drawTimeline(job, submissions, journal, columns, color));
}

/** The biller's view decides whether the demo succeeded: every recording transcribed, none paid for twice. */
function tellLedger(ledger: Ledger, recordings: number, say: (line?: string) => void): ExitCode {
  const { requests, created, failed, billed, billedTwice, repliesTooEarly } = ledger;
  const sent = [
    counted(requests.upload, "upload"),
    counted(requests.submit, "submit"),
    counted(requests.poll, "poll"),
    counted(requests.list, "look-up"),
  ].join(", ");
  say();
  say(`The biller's view: ${sent}; ${created} runs made, ${failed} failed there, ${billed} billed for ${recordings}`);
  say(`recordings, ${billedTwice.length} billed twice; ${repliesTooEarly} requests earlier than Retry-After allowed.`);
  return billed === recordings && billedTwice.length === 0 && repliesTooEarly === 0 ? EXIT.done : EXIT.internal;
}
