import type { AudioReport } from "../domain/audio-report.ts";
import type { TenutoError } from "../domain/errors.ts";
import type { RepairPlan } from "../domain/repair.ts";
import { type Ending, type ExitCode, exitCodeOf } from "./exit-codes.ts";
import type { Input, Refused } from "./inputs.ts";
import type { Taker } from "./inspect-parts.ts";
import { inspectionPage, type Meaning } from "./inspection-page.ts";
import { type InspectionRow, inspectionRow, inspectionTable, verdictFor } from "./inspection-table.ts";
import { paletteFor } from "./palette.ts";
import { jsonLine } from "./printable.ts";
import { counted, duration } from "./quantities.ts";
import type { StatusLine } from "./status-line.ts";
import { refusedLines } from "./summary.ts";
import type { Surroundings } from "./surroundings.ts";
import { sizeOf } from "./terminal.ts";

/** What became of one input. */
export type Inspected =
  | { readonly report: AudioReport; readonly plan: RepairPlan | null }
  | { readonly error: TenutoError };

export interface TellingParts {
  readonly surroundings: Surroundings;
  readonly status: StatusLine;
  readonly inputs: readonly Input[];
  readonly taker: Taker;
  readonly meaningOf: (code: string) => Meaning | null;
  readonly json: boolean;
}

/** Tells of inspections as they come: one alone as a page, several as a table at the end, or each as a line of JSON. */
export class InspectTelling {
  readonly #parts: TellingParts;
  readonly #counts = { ok: 0, warn: 0, reject: 0 };
  readonly #rows: InspectionRow[] = [];
  #page: readonly string[] = [];
  #refused = 0;
  #begun = 0;

  constructor(parts: TellingParts) {
    this.#parts = parts;
  }

  begin({ name }: Input): void {
    const { inputs, status } = this.#parts;
    this.#begun += 1;
    status.show(inputs.length === 1 ? `Inspecting ${name}` : `Inspecting ${this.#begun} of ${inputs.length}: ${name}`);
  }

  /** An input that cannot be looked into, of which standard error has heard. */
  refuse({ name, error: { code, message, remedy } }: Refused): void {
    this.#refused += 1;
    if (this.#parts.json) this.#json({ file: name, verdict: null, codes: [], error: { code, message, remedy } });
  }

  tell(index: number, inspected: Inspected): void {
    const { inputs, taker, json, surroundings, status } = this.#parts;
    const name = inputs[index]?.name ?? "";
    if ("error" in inspected) {
      const refused = { name, error: inspected.error };
      for (const line of refusedLines([refused], paletteFor(surroundings.terminal.errColor))) status.note(line);
      this.refuse(refused);
      return;
    }
    const { report, plan } = inspected;
    const asked = taker.asked ? plan : null;
    this.#counts[verdictFor(report, asked)] += 1;
    if (json) this.#json({ ...reportJson(name, report), provider: taker.provider.name, plan });
    else if (inputs.length > 1) this.#rows.push(inspectionRow(name, report, asked));
    else this.#page = this.#pageOf(name, report, plan);
  }

  /** Writes what waited for the end, and tells the exit code. */
  end(elapsedMs: number, left: number, stoppedBy: Ending["stoppedBy"]): ExitCode {
    const { inputs, taker, surroundings } = this.#parts;
    const { out, err, outColor } = surroundings.terminal;
    // A file or a pipe has no edge to cut at.
    const edge = out.isTTY === true ? sizeOf(out).columns : Number.POSITIVE_INFINITY;
    const provider = taker.asked ? taker.provider.name : null;
    const table = inspectionTable(this.#rows, provider, edge, paletteFor(outColor));
    for (const line of [...this.#page, ...table]) out.write(`${line}\n`);
    if (inputs.length + this.#refused === 0) err.write("There is no recording to inspect.\n");
    if (inputs.length > 1 && surroundings.quiet !== true) err.write(`${this.#sum()} in ${duration(elapsedMs)}\n`);
    if (left > 0) err.write(`${counted(left, "recording")} not inspected.\n`);
    const { ok, warn, reject } = this.#counts;
    const counts = { open: 0, parked: 0, completed: ok + warn, failed: 0, canceled: 0 };
    return exitCodeOf({ counts, refused: reject + this.#refused, keyRefused: false, stoppedBy });
  }

  #pageOf(name: string, report: AudioReport, plan: RepairPlan | null): readonly string[] {
    const { taker, meaningOf, surroundings } = this.#parts;
    const { out, outColor } = surroundings.terminal;
    const planFor = { title: taker.provider.title, plan, asked: taker.asked };
    return inspectionPage({ name, report, meaningOf, planFor }, sizeOf(out).columns, outColor);
  }

  #sum(): string {
    const { good, warn, bad } = paletteFor(this.#parts.surroundings.terminal.errColor);
    const { ok, warn: warned, reject } = this.#counts;
    const parts = [
      ...(ok > 0 ? [good(`${ok} ok`)] : []),
      ...(warned > 0 ? [warn(`${warned} warn`)] : []),
      ...(reject > 0 ? [bad(`${reject} reject`)] : []),
      ...(this.#refused > 0 ? [bad(`${this.#refused} not to be read`)] : []),
    ];
    return parts.length === 0 ? "Nothing inspected" : parts.join(", ");
  }

  #json(value: object): void {
    this.#parts.status.say(jsonLine(value).trimEnd());
  }
}

/** All that was measured, the verdict and the codes first. */
function reportJson(name: string, { file: _file, verdict, findings, ...measured }: AudioReport): object {
  return { file: name, verdict, codes: findings.map(({ code }) => code), findings, ...measured };
}
