import type { AccountPolicy } from "../../src/domain/account-policy.ts";
import type { Exchange } from "../../src/domain/exchange.ts";
import type { Policy } from "../../src/domain/policy.ts";
import type { HttpCall, Transport } from "../../src/domain/transport.ts";
import { Worker } from "../../src/engine/worker.ts";
import { assemblyai } from "../../src/providers/assemblyai/client.ts";
import { ACCOUNT, Desk, type DeskOptions, whatOf } from "./desk.ts";

export interface Crowd {
  readonly jobs: number;
  /** The twin's script. */
  readonly scenario: string;
  readonly seed?: number;
  readonly policy?: Policy;
  readonly provider?: NonNullable<DeskOptions["provider"]>;
  readonly accountPolicy?: AccountPolicy;
  /** Puts something between the engine and the twin. */
  readonly wire?: NonNullable<DeskOptions["wire"]>;
}

/** What came of many jobs that waited at the same time. */
export interface CrowdReport {
  readonly desk: Desk;
  readonly jobs: readonly string[];
  readonly completed: number;
  /** Requests of each kind for a job. */
  readonly perJob: { readonly all: number; readonly poll: number; readonly list: number };
  /** From the end of a run to when we knew of it, ms. */
  readonly lateMs: readonly number[];
  readonly meanLateMs: number;
}

/** Hears when we first knew of each run that it was over. */
function hearing(known: Map<string, number>, desk: Desk, inner: Transport): Transport {
  return {
    send: async (call: HttpCall, limits): Promise<Exchange> => {
      const exchange = await inner.send(call, limits);
      const { outcome } = exchange;
      if (whatOf(call) !== "poll" || outcome.kind !== "reply" || outcome.status !== 200) return exchange;
      const run = JSON.parse(outcome.body) as { id: string; status: string };
      if (run.status === "completed" && !known.has(run.id)) known.set(run.id, desk.now);
      return exchange;
    },
  };
}

/** Lets many jobs come in at once, with a slot each, and works until all are over. */
export async function crowd({ jobs: count, ...options }: Crowd): Promise<CrowdReport> {
  const known = new Map<string, number>();
  const desk: Desk = new Desk({
    ...options,
    wire: (twin, self) => hearing(known, self, options.wire?.(twin, self) ?? twin),
  });
  return desk.play(async () => {
    const { store, runtime } = desk.means;
    const jobs: string[] = [];
    for (let number = 1; number <= count; number += 1) jobs.push(await desk.accept(`recording ${number}`));
    const account = { name: ACCOUNT, provider: assemblyai.name, baseUrl: "http://twin", cap: count, keyPrint: null };
    await store.describeAccount(account);
    const stop = new AbortController();
    const working = new Worker(desk.means, { name: "crowd", turns: count + 10 }).run(stop.signal);
    const end = desk.now + 24 * 3_600_000;
    while ((await store.counts()).open > 0 && desk.now < end) await runtime.clock.sleep(1_000);
    stop.abort();
    await working;
    const { completed } = await store.counts();
    const sent = desk.sent.length;
    const perJob = { all: sent / count, poll: desk.count("poll") / count, list: desk.count("list") / count };
    // No fault of the script lasts so long.
    await runtime.clock.sleep(24 * 3_600_000);
    const ends = await endsOf(desk.direct);
    const lateMs = [...known].map(([run, at]) => at - (ends.get(run) ?? at));
    const meanLateMs = lateMs.reduce((sum, late) => sum + late, 0) / lateMs.length;
    return { desk, jobs, completed, perJob, lateMs, meanLateMs };
  });
}

/** When each run ended, as the twin's list has it. */
async function endsOf(inner: Transport): Promise<ReadonlyMap<string, number>> {
  const ends = new Map<string, number>();
  let query = "limit=200";
  for (;;) {
    const { outcome } = await inner.send(
      {
        method: "GET",
        url: `http://twin/v2/transcript?${query}`,
        endpoint: "/v2/transcript",
        headers: { authorization: "raw-secret-key" },
      },
      { timeoutMs: 1_000, idleMs: 1_000, replyBytes: 10_000_000, signal: new AbortController().signal },
    );
    if (outcome.kind !== "reply") throw new Error("the twin does not answer");
    const { transcripts, page_details } = JSON.parse(outcome.body) as {
      transcripts: { id: string; completed: string | null }[];
      page_details: { prev_url: string | null };
    };
    for (const { id, completed } of transcripts) if (completed !== null) ends.set(id, Date.parse(completed));
    if (page_details.prev_url === null) return ends;
    query = page_details.prev_url.split("?")[1] ?? "";
  }
}
