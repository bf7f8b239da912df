import type { CatalogueEntry } from "../domain/catalogue-entry.ts";

const program = {
  provider: null,
  seen: "program",
  class: "local",
  sample: null,
  source: "Tenuto",
  dated: "2026-11",
} as const;

/** How programs on this machine fail. */
export const PROGRAMS: readonly CatalogueEntry[] = [
  {
    ...program,
    code: "program/missing",
    codes: ["MISSING"],
    description: "A program that the work needs is not on this machine.",
    advice: "Install the program that is named; the jobs are held until then.",
    scope: "account",
    remedy: "park",
  },
  {
    ...program,
    code: "program/failed",
    codes: ["EXIT"],
    description: "A program on this machine ended with an error.",
    advice: "Read the program's words; check that the recording plays.",
    scope: "job",
    remedy: "retry",
    attempts: 2,
  },
  {
    ...program,
    code: "program/time-limit",
    codes: ["TIME_LIMIT"],
    description: "A program on this machine took longer than its time limit.",
    advice: "Try again when the machine is less busy.",
    class: "timeout",
    scope: "attempt",
    remedy: "retry",
    attempts: 2,
  },
];
