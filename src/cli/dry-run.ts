import { AudioError } from "../domain/errors.ts";
import { readPath } from "../settings.ts";
import { isDone } from "./already-done.ts";
import { type ExitCode, exitCodeOf } from "./exit-codes.ts";
import type { Refused } from "./inputs.ts";
import type { Planned } from "./outputs.ts";
import { paletteFor } from "./palette.ts";
import { costOf, money, type Price } from "./price.ts";
import { jsonLine, printable } from "./printable.ts";
import { bytes, counted, duration } from "./quantities.ts";
import { refusedLines } from "./summary.ts";
import type { Surroundings } from "./surroundings.ts";
import { lookAt } from "./take-one-in.ts";
import { wavLength } from "./wav-length.ts";

export interface DryRun {
  readonly plan: readonly Planned[];
  readonly refused: readonly Refused[];
  readonly skipExisting: boolean;
  readonly price: Price | null;
  readonly json: boolean;
}

interface Sums {
  send: number;
  skip: number;
  bytes: number;
  audioMs: number;
  /** Recordings whose length only the provider will know. */
  unknown: number;
}

/** `--dry-run`: says on standard output what would be sent and skipped, and what it would cost. Nothing is sent or kept. */
export async function dryRun(asked: DryRun, { terminal, quiet }: Surroundings): Promise<ExitCode> {
  const { plan, price, json } = asked;
  const refused = [...asked.refused];
  const sums: Sums = { send: 0, skip: 0, bytes: 0, audioMs: 0, unknown: 0 };
  const write = (line: string): void => void terminal.out.write(`${line}\n`);
  for (const planned of plan) {
    try {
      const fate = await fateOf(planned, asked.skipExisting, sums);
      const outputs = planned.deliveries.map(({ path }) => path);
      if (json) terminal.out.write(jsonLine({ type: "plan", name: planned.input.name, ...fate, outputs }));
      else if (quiet !== true) write(fateLine(planned, fate));
    } catch (error) {
      if (!(error instanceof AudioError)) throw error;
      const one = { name: planned.input.name, error };
      for (const line of refusedLines([one], paletteFor(terminal.errColor))) terminal.err.write(`${line}\n`);
      refused.push(one);
    }
  }
  const cost = price === null ? null : costOf(price, sums.audioMs);
  const { send, skip: skipped } = sums;
  if (json) terminal.out.write(jsonLine({ type: "summary", ...sums, refused: refused.length, cost }));
  else write(sumLine(sums, refused.length, price));
  const counts = { open: 0, parked: 0, completed: send, failed: 0, canceled: 0 };
  return exitCodeOf({ counts, refused: refused.length, skipped, keyRefused: false, stoppedBy: null });
}

type Fate =
  | { readonly fate: "skip" }
  | { readonly fate: "send"; readonly bytes: number | null; readonly audioMs: number | null };

async function fateOf(planned: Planned, skipExisting: boolean, sums: Sums): Promise<Fate> {
  const { input } = planned;
  const looked = await lookAt(input);
  if (skipExisting && input.origin.kind !== "standard-input" && (await isDone(planned, looked))) {
    sums.skip += 1;
    return { fate: "skip" };
  }
  const audioMs = input.origin.kind === "file" ? await lengthOf(input.origin.path) : null;
  sums.send += 1;
  sums.bytes += looked?.bytes ?? 0;
  sums.audioMs += audioMs ?? 0;
  if (audioMs === null) sums.unknown += 1;
  return { fate: "send", bytes: looked?.bytes ?? null, audioMs };
}

/** A WAV says so itself; for all else ffprobe is asked, which few dry runs need. */
async function lengthOf(path: string): Promise<number | null> {
  const told = await wavLength(path);
  if (told !== null) return told;
  const { lengthProbe } = await import("../compose.ts");
  return lengthProbe(readPath())(path);
}

function fateLine({ input, deliveries }: Planned, fate: Fate): string {
  if (fate.fate === "skip") return `skip  ${input.name}  its transcripts are there`;
  const size = [
    fate.bytes === null ? "size unknown" : bytes(fate.bytes),
    fate.audioMs === null ? "" : duration(fate.audioMs),
  ].filter((word) => word !== "");
  const to = deliveries.map(({ path }) => printable(path)).join(", ");
  return `send  ${input.name}  ${size.join(", ")}${to === "" ? "" : `  -> ${to}`}`;
}

function sumLine({ send, skip, bytes: all, audioMs, unknown }: Sums, refused: number, price: Price | null): string {
  const parts = [`${send} to send (${bytes(all)})`, `${skip} to skip`];
  if (refused > 0) parts.push(`${refused} refused`);
  if (send > unknown) parts.push(`${duration(audioMs)} of audio`);
  if (unknown > 0) parts.push(`${counted(unknown, "recording")} of unknown length`);
  // With nothing known a cost of 0 would be taken for the truth.
  if (price !== null && (send > unknown || send === 0)) {
    parts.push(`${unknown > 0 ? "at least" : "about"} ${money(costOf(price, audioMs))} at ${price.text}`);
  }
  return `${parts.join(", ")}.`;
}
