import type { Converted } from "./convert-one.ts";
import { type Ending, type ExitCode, exitCodeOf } from "./exit-codes.ts";
import type { Input, Refused } from "./inputs.ts";
import { paletteFor } from "./palette.ts";
import { jsonLine, printable, wrapped } from "./printable.ts";
import { bytes, counted, duration } from "./quantities.ts";
import type { StatusLine } from "./status-line.ts";
import { refusedLines } from "./summary.ts";
import type { Surroundings } from "./surroundings.ts";
import { sizeOf } from "./terminal.ts";

export interface ConvertTellingParts {
  readonly surroundings: Surroundings;
  readonly status: StatusLine;
  readonly inputs: readonly Input[];
  readonly json: boolean;
}

/** Tells of conversions as they come, in the order of the inputs: what was done and why, and what it saves. */
export class ConvertTelling {
  readonly #parts: ConvertTellingParts;
  readonly #sums = { written: 0, planned: 0, kept: 0, refused: 0, before: 0, after: 0 };
  #begun = 0;

  constructor(parts: ConvertTellingParts) {
    this.#parts = parts;
  }

  begin({ name }: Input): void {
    const { inputs, status } = this.#parts;
    this.#begun += 1;
    status.show(inputs.length === 1 ? `Converting ${name}` : `Converting ${this.#begun} of ${inputs.length}: ${name}`);
  }

  /** An input that nothing is written for, of which standard error has heard. */
  refuse({ name, error: { code, message, remedy } }: Refused): void {
    this.#sums.refused += 1;
    if (this.#parts.json) this.#json({ file: name, status: "refused", error: { code, message, remedy } });
  }

  tell(index: number, converted: Converted): void {
    const { inputs, json, surroundings, status } = this.#parts;
    const name = inputs[index]?.name ?? "";
    if (converted.kind === "refused") {
      const refused = { name, error: converted.error };
      for (const line of refusedLines([refused], paletteFor(surroundings.terminal.errColor))) status.note(line);
      this.refuse(refused);
      return;
    }
    this.#sums[converted.kind] += 1;
    if (converted.kind !== "kept") {
      this.#sums.before += converted.before;
      this.#sums.after += bytesAfter(converted) ?? 0;
    }
    if (json) this.#json({ file: name, ...conversionJson(converted) });
    else if (surroundings.quiet !== true) {
      const { out } = surroundings.terminal;
      // A file or a pipe has no edge to wrap at.
      const edge = out.isTTY === true ? sizeOf(out).columns - 1 : Number.POSITIVE_INFINITY;
      for (const line of conversionLines(name, converted, edge)) status.say(line);
    }
  }

  /** Tells the sum on standard error, and the exit code. */
  end(elapsedMs: number, left: number, stoppedBy: Ending["stoppedBy"]): ExitCode {
    const { inputs, surroundings } = this.#parts;
    const { err } = surroundings.terminal;
    const { written, planned, kept, refused } = this.#sums;
    if (inputs.length + refused === 0) err.write("There is no recording to convert.\n");
    else if (surroundings.quiet !== true) err.write(`${this.#sum()} in ${duration(elapsedMs)}\n`);
    if (left > 0) err.write(`${counted(left, "recording")} not converted; what is written is whole.\n`);
    const counts = { open: 0, parked: 0, completed: written + planned + kept, failed: 0, canceled: 0 };
    return exitCodeOf({ counts, refused, keyRefused: false, stoppedBy });
  }

  #sum(): string {
    const { written, planned, kept, refused, before, after } = this.#sums;
    const { good, calm, bad } = paletteFor(this.#parts.surroundings.terminal.errColor);
    const size = before === 0 ? "" : ` (${bytes(before)} to ${planned > 0 ? "about " : ""}${bytes(after)})`;
    const parts = [
      ...(planned > 0 ? [`${planned} to convert${size}`] : []),
      ...(written > 0 ? [good(`${written} converted${size}`)] : []),
      ...(kept > 0 ? [calm(`${kept} fine as ${kept === 1 ? "it is" : "they are"}`)] : []),
      ...(refused > 0 ? [bad(`${refused} refused`)] : []),
    ];
    return parts.length === 0 ? "Nothing converted" : parts.join(", ");
  }

  #json(value: object): void {
    this.#parts.status.say(jsonLine(value).trimEnd());
  }
}

type Told = Exclude<Converted, { readonly kind: "refused" }>;

/** Null where nobody can tell yet. */
function bytesAfter(converted: Told): number | null {
  switch (converted.kind) {
    case "kept":
      return converted.before;
    case "planned":
      return converted.plan.bytes;
    case "written":
      return converted.files.reduce((sum, file) => sum + file.bytes, 0);
    default:
      return converted satisfies never;
  }
}

function conversionJson(converted: Told): object {
  const told = { status: converted.kind, bytes: converted.before, bytesAfter: bytesAfter(converted) };
  switch (converted.kind) {
    case "kept":
      return { ...told, outputs: [], steps: [] };
    case "planned":
      return { ...told, outputs: converted.paths.map((path) => ({ path })), steps: converted.plan.steps };
    case "written":
      return { ...told, outputs: converted.files, steps: converted.plan.steps };
    default:
      return converted satisfies never;
  }
}

/** One line for the recording and one for each file, then each step with its reason. */
function conversionLines(name: string, converted: Told, columns: number): readonly string[] {
  switch (converted.kind) {
    case "kept":
      return [`${name}  ${bytes(converted.before)}, fine as it is`];
    case "planned":
    case "written": {
      const after = bytesAfter(converted);
      const size = after === null ? "" : ` -> ${converted.kind === "planned" ? "about " : ""}${bytes(after)}`;
      const paths = converted.kind === "planned" ? converted.paths : converted.files.map(({ path }) => path);
      return [
        `${name}  ${bytes(converted.before)}${size}`,
        ...paths.map((path) => `  -> ${printable(path)}`),
        ...converted.plan.steps.flatMap(({ words, lossy }) =>
          wrapped(lossy ? `${words} (something is lost by it)` : words, columns - 2).map((line) => `  ${line}`),
        ),
      ];
    }
    default:
      return converted satisfies never;
  }
}
