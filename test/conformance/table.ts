import { it } from "vitest";

/** Who speaks to the twin. */
export type Speaker = "Node SDK" | "our client" | "Python calls";

const SPEAKERS: readonly Speaker[] = ["Node SDK", "our client", "Python calls"];

/** What was promised for each call, and what came of it once its tests have run. */
export class ConformanceTable {
  readonly #rows = new Map<string, Map<Speaker, "promised" | "proven">>();

  /** A test that proves, for those named, that the call works as they expect it. */
  proves(call: string, speakers: readonly Speaker[], test: () => Promise<void>): void {
    const row = this.#rows.get(call) ?? new Map<Speaker, "promised" | "proven">();
    this.#rows.set(call, row);
    for (const speaker of speakers) row.set(speaker, "promised");
    it(`${call}: ${speakers.join(", ")}`, async () => {
      await test();
      for (const speaker of speakers) row.set(speaker, "proven");
    });
  }

  text(): string {
    const width = Math.max(...[...this.#rows.keys()].map((call) => call.length));
    const line = (cells: readonly string[]): string =>
      cells
        .map((cell, index) => cell.padEnd(index === 0 ? width : 12))
        .join("  ")
        .trimEnd();
    const rows = [...this.#rows].map(([call, row]) =>
      line([call, ...SPEAKERS.map((speaker) => MARKS[row.get(speaker) ?? "none"])]),
    );
    return [line(["against the twin", ...SPEAKERS]), ...rows].join("\n");
  }
}

const MARKS = { proven: "yes", promised: "NO", none: "-" } as const;
