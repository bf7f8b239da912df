import { basename } from "node:path";
import type { Assessment } from "../../src/domain/assessment.ts";
import type { Job, JobState } from "../../src/domain/job.ts";
import type { JournalEntry } from "../../src/domain/journal.ts";
import type { Runtime } from "../../src/domain/runtime.ts";
import type { Transcript } from "../../src/domain/transcript.ts";
import type { Accepted, House, Jobs, Recording, Watch, WorkEnd } from "../../src/engine/house.ts";
import type { RemoteRemoval } from "../../src/engine/remove-remote.ts";
import type { Reopening } from "../../src/engine/reopen.ts";
import { memoryStore } from "../../src/store/memory.ts";
import { memorySpool } from "../../src/store/memory-spool.ts";
import { aFault, aJob, START } from "./lives.ts";

/**
 * A house over a real store. How a job ends goes by its recording's name: `fail…` fails, `hold…` is held for its key,
 * anything else is transcribed.
 */
export class HandHouse implements House {
  readonly runtime: Runtime;
  readonly store: House["store"];
  readonly spool = memorySpool();
  readonly recogniser: House["recogniser"] = {
    name: "local",
    missing: async () => [],
    recognise: async () => ({ ok: false, code: "none", message: "not asked for here" }),
  };
  closed = false;
  /** What was handed in, in order. */
  readonly accepted: Recording[] = [];
  /** What comes of a recording that is not named otherwise, beside its words. */
  assessment: Assessment | null = null;
  /** While it sleeps, jobs stay unfinished. */
  asleep = false;
  /** Called when work begins on jobs. */
  onWork: (() => void) | null = null;

  constructor() {
    let made = 0;
    this.runtime = {
      clock: {
        now: () => START,
        monotonic: () => 0,
        sleep: () => new Promise(() => undefined),
        settled: async () => undefined,
      },
      dice: { next: () => 0 },
      ids: {
        next: (prefix) => {
          made += 1;
          return `${prefix}_${made}`;
        },
      },
    };
    this.store = memoryStore({ clock: this.runtime.clock });
  }

  async accept(recording: Recording): Promise<Accepted> {
    this.accepted.push(recording);
    const account = { name: "assemblyai", provider: "assemblyai", baseUrl: "", cap: 100, keyPrint: null };
    await this.store.describeAccount(account);
    const base = aJob({ id: this.runtime.ids.next("job"), name: recording.name ?? "", run: recording.run });
    const key = JSON.stringify([recording.audio, recording.deliveries]);
    const job: Job = { ...base, request: { ...base.request, key, deliveries: recording.deliveries ?? [] } };
    const [accepted] = await this.store.add([job]);
    if (accepted === undefined) throw new Error("the store gave no answer");
    return accepted;
  }

  async work(jobs: Jobs, watch: Watch = {}): Promise<WorkEnd> {
    const before = await this.store.lastSeq();
    this.onWork?.();
    await watch.accepting;
    for (const { job, turn } of this.asleep ? [] : await this.store.claim(100, "worker", 1_000)) {
      const { state, entry, result } = endOf(job, this.assessment);
      const done = { turn, job: { ...job, state }, submissions: [], entries: entry, holdUntil: null };
      await this.store.save(result === null ? done : { ...done, result });
    }
    for (const record of await this.store.events(before, 1_000)) watch.onEntry?.(record);
    const counts = await this.store.counts("run" in jobs ? jobs.run : undefined);
    return { why: watch.signal?.aborted === true ? "stopped" : counts.parked > 0 ? "held" : "done", counts };
  }

  async hint(): Promise<void> {}

  async arrive(): Promise<"unneeded"> {
    return "unneeded";
  }

  cancel(id: string, reason: string): Promise<boolean> {
    return this.store.cancel(id, reason);
  }

  async reopen(id: string, reason: string): Promise<Reopening> {
    const job = await this.store.get(id);
    if (job === null) return { kind: "unknown" };
    return { kind: (await this.store.reopen(job, [], reason)) ? "reopened" : "asked-again" };
  }

  async removeRemote(): Promise<readonly RemoteRemoval[]> {
    return [];
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

interface End {
  readonly state: JobState;
  readonly entry: readonly JournalEntry[];
  readonly result: Transcript | null;
}

function endOf({ request }: Job, assessment: Assessment | null): End {
  const name = basename(request.audio.name);
  if (name.startsWith("fail")) {
    const fault = aFault({ code: "assemblyai/bad-audio", message: "there is no speech", advice: "Record it again." });
    return {
      state: { status: "failed", endedAt: START, fault },
      entry: [{ at: START, type: "failed", fault }],
      result: null,
    };
  }
  if (name.startsWith("hold")) {
    const fault = aFault({ code: "http/401", class: "auth" });
    return { state: { status: "parked", due: null, fault, reason: "the key was refused" }, entry: [], result: null };
  }
  const text = `the words of ${name}`;
  return {
    state: { status: "completed", endedAt: START },
    entry: [{ at: START, type: "completed" }],
    result: {
      provider: "assemblyai",
      remoteId: "remote-1",
      text,
      words: [],
      language: null,
      confidence: null,
      durationMs: null,
      rough: false,
      ...(assessment === null ? {} : { assessment }),
      raw: { secret: "RAW" },
    },
  };
}
