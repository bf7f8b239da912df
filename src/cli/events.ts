import type { JournalRecord } from "../domain/journal.ts";
import type { Transcript } from "../domain/transcript.ts";
import type { Refused } from "./inputs.ts";
import { jsonLine } from "./printable.ts";
import type { Output } from "./terminal.ts";

/**
 * The machine-readable side of the command (`--json`): one JSON object a line on standard output. Journal entries keep
 * their `type` and gain `job`, `name` and `seq`; `refused`, `skipped`, `attached`, `transcript` and `assessment` are the command's own, and
 * `summary` is always the last.
 */
export class EventStream {
  readonly #output: Output;
  /** The newest entry of each job that was told: the same one may reach us by two ways. */
  readonly #told = new Map<string, number>();

  constructor(output: Output) {
    this.#output = output;
  }

  entry({ seq, job, entry }: JournalRecord, name: string): void {
    if (seq <= (this.#told.get(job) ?? -1)) return;
    this.#told.set(job, seq);
    const { type, ...rest } = entry;
    this.#line({ type, job, name, seq, ...rest });
  }

  refused({ name, error }: Refused): void {
    this.#line({ type: "refused", name, code: error.code, message: error.message, remedy: error.remedy });
  }

  skipped(name: string): void {
    this.#line({ type: "skipped", name });
  }

  attached(job: string, name: string): void {
    this.#line({ type: "attached", job, name });
  }

  transcript(job: string, name: string, { raw: _raw, ...transcript }: Transcript): void {
    this.#line({ type: "transcript", job, name, ...transcript });
  }

  assessment(job: string, name: string, fields: object): void {
    this.#line({ type: "assessment", job, name, ...fields });
  }

  summary(summary: object): void {
    this.#line({ type: "summary", ...summary });
  }

  #line(value: object): void {
    this.#output.write(jsonLine(value));
  }
}
