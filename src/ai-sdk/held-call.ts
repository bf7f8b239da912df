import type { Transcript } from "../domain/transcript.ts";
import { Callers } from "../engine/callers.ts";
import type { SubmitOptions, Tenuto } from "../engine/tenuto.ts";

const LEFT = "the caller went away";

/** A transcript, and the job that it came of. */
export interface Held {
  readonly jobId: string;
  readonly transcript: Transcript;
}

/**
 * Calls of a model, each a job. The same recording asked for twice at once is one job; it goes with the last call that
 * waits for it here, unless it was under way before any of them.
 */
export class HeldCalls {
  readonly #tenuto: Tenuto;
  readonly #callers = new Callers();
  /** Jobs that began with a call of this model. */
  readonly #begun = new Set<string>();

  constructor(tenuto: Tenuto) {
    this.#tenuto = tenuto;
  }

  /** Throws as `Tenuto.transcribe` does. A transcript that is there already is returned although the signal aborts. */
  async transcribe(audio: Uint8Array, options: SubmitOptions): Promise<Held> {
    const { signal } = options;
    const job = await this.#tenuto.submit(audio, options);
    const { id: jobId } = job;
    if (!job.attached) this.#begun.add(jobId);
    return this.#callers.waiting(jobId, async () => {
      try {
        const transcript = await job.result(signal === undefined ? {} : { signal });
        this.#begun.delete(jobId);
        return { jobId, transcript };
      } catch (error) {
        if (signal?.aborted !== true) throw error;
        const isLast = this.#callers.of(jobId) === 1;
        if (!isLast || !this.#begun.delete(jobId) || (await job.cancel(LEFT))) throw signal.reason;
        // Over already: whatever came of it is told.
        return { jobId, transcript: await job.result() };
      }
    });
  }
}
