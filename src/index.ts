import { compose } from "./compose.ts";
import { TranscriptionFailed, TranscriptionHeld } from "./domain/errors.ts";
import { isOver, type Job, type TranscriptionOptions } from "./domain/job.ts";
import type { Transcript } from "./domain/transcript.ts";
import type { AudioInput, House } from "./engine/house.ts";
import { type Region, readSettings, type Settings } from "./settings.ts";

export {
  AudioError,
  SettingsError,
  StoreError,
  TenutoError,
  TranscriptionFailed,
  TranscriptionHeld,
} from "./domain/errors.ts";
export type { Fault } from "./domain/fault.ts";
export type { Policy } from "./domain/policy.ts";
export type { Transcript, Word } from "./domain/transcript.ts";
export type { AudioInput } from "./engine/house.ts";

export interface TenutoOptions {
  /** `assemblyai` (default) or `local`, the rough English recogniser of this machine. */
  readonly provider?: string;
  /** Default: the provider's own variable, such as `ASSEMBLYAI_API_KEY`. */
  readonly apiKey?: string;
  /** Default `us`. */
  readonly region?: Region;
  /** In place of the region's address. */
  readonly baseUrl?: string;
  /** `default`, `cookbook`, `upload-guide`, `article`, `realtime` or `batch`. */
  readonly preset?: string;
  /** Shortest interval between polls, such as `"500ms"`. Default: the preset's, 3 s. */
  readonly pollFloor?: string;
  /** From the call to its end, such as `"2h"`. Default: the preset's, 24 h. */
  readonly deadline?: string;
  /**
   * A file that keeps the jobs through crashes of this process. Without one they live in memory: whatever fails outside
   * is still mended, but a job that is under way when the process dies is lost to it.
   */
  readonly store?: string;
  /** Jobs at the provider at once. Default 16. */
  readonly concurrency?: number;
}

export interface TranscribeOptions extends TranscriptionOptions {
  /** For people, and for the journal; the path's last part when absent. */
  readonly name?: string;
  /** Sent to the provider as they are, and winning over the neutral options. */
  readonly providerOptions?: Readonly<Record<string, unknown>>;
  readonly tags?: Readonly<Record<string, string>>;
  /** Ends the call and cancels its job, unless another call waits for the same. A transcript that is there already is returned all the same. */
  readonly signal?: AbortSignal;
}

export interface Tenuto {
  /** False when the jobs live in memory only. */
  readonly durable: boolean;
  /**
   * Holds the recording until there is a transcript. `audio` is a path or the bytes.
   *
   * Throws `TranscriptionFailed` when there cannot be one, with the fault, the attempts and the provider's ids;
   * `TranscriptionHeld` when it waits for somebody to act (a key, a top-up); `AudioError` for a recording that cannot be
   * taken in; and the signal's reason when that aborts.
   */
  transcribe(audio: AudioInput, options?: TranscribeOptions): Promise<Transcript>;
  /** Lets go of the store; unfinished jobs of a durable store go on at the next start. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Throws `SettingsError` for an option that cannot be used. */
export function createTenuto(options: TenutoOptions = {}): Tenuto {
  const settings = readSettings({ ...options, store: options.store ?? null });
  return new LiveTenuto(settings);
}

class LiveTenuto implements Tenuto {
  readonly durable: boolean;
  readonly #settings: Settings;
  /** How many calls wait for each job. */
  readonly #callers = new Map<string, number>();
  #house: Promise<House> | null = null;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.durable = settings.storePath !== null;
  }

  async transcribe(audio: AudioInput, options: TranscribeOptions = {}): Promise<Transcript> {
    const { name, providerOptions, tags, signal, ...neutral } = options;
    signal?.throwIfAborted();
    this.#house ??= compose(this.#settings);
    const house = await this.#house;
    const recording = {
      audio,
      options: neutral,
      run: house.runtime.ids.next("run"),
      ...(name === undefined ? {} : { name }),
      ...(providerOptions === undefined ? {} : { providerOptions }),
      ...(tags === undefined ? {} : { tags }),
    };
    const { id } = await house.accept(recording, signal);
    this.#callers.set(id, this.#callersOf(id) + 1);
    try {
      await house.work({ id }, signal === undefined ? {} : { signal });
      const left = signal?.aborted === true ? await this.#leave(house, id) : false;
      if (left) throw signal?.reason;
      return await outcomeOf(house, id);
    } finally {
      this.#callers.set(id, this.#callersOf(id) - 1);
      if (this.#callersOf(id) === 0) this.#callers.delete(id);
    }
  }

  #callersOf(id: string): number {
    return this.#callers.get(id) ?? 0;
  }

  /** The job goes with its last caller: others may have asked for the same. False when it is over already. */
  async #leave(house: House, id: string): Promise<boolean> {
    if (this.#callersOf(id) === 1) return house.store.cancel(id, "the caller went away");
    const job = await house.store.get(id);
    return job !== null && !isOver(job.state);
  }

  async close(): Promise<void> {
    const house = await this.#house;
    this.#house = null;
    await house?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

async function outcomeOf(house: House, id: string): Promise<Transcript> {
  const job = await house.store.get(id);
  if (job === null) throw new Error(`job ${id} is no longer in the store`);
  const { state } = job;
  switch (state.status) {
    case "completed": {
      const transcript = await house.store.result(id);
      if (transcript === null) throw new Error(`job ${id} is completed but its transcript is not in the store`);
      return transcript;
    }
    case "failed":
      throw new TranscriptionFailed(await evidenceOf(house, job, state.fault));
    case "parked":
      throw new TranscriptionHeld(await evidenceOf(house, job, state.fault));
    case "canceled":
      throw new Error(`job ${id} was canceled: ${state.reason}`);
    case "open":
      return heldWithItsAccount(house, job);
    default:
      return state satisfies never;
  }
}

/** Still open, and not worked on: another job of its account was told why, and the account is held. */
async function heldWithItsAccount(house: House, job: Job): Promise<never> {
  const account = await house.store.account(job.request.account);
  const parked = await house.store.list({ statuses: ["parked"], limit: 1 });
  const other = parked[0] === undefined ? null : await house.store.get(parked[0].id);
  const fault = job.lastFault ?? (other?.state.status === "parked" ? other.state.fault : null);
  if (fault === null)
    throw new Error(`account ${job.request.account} is held: ${account?.reason ?? "no reason given"}`);
  throw new TranscriptionHeld(await evidenceOf(house, job, fault));
}

async function evidenceOf(
  house: House,
  job: Job,
  fault: Job["lastFault"] & object,
): Promise<ConstructorParameters<typeof TranscriptionFailed>[0]> {
  const journal = await house.store.journal(job.id);
  const submissions = await house.store.submissions(job.id);
  return {
    jobId: job.id,
    fault,
    attempts: journal.filter(({ entry }) => entry.type === "attempt" || entry.type === "fault").length,
    remoteIds: submissions.flatMap(({ remoteId }) => remoteId ?? []),
  };
}
