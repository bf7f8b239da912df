import { describe, expect, it } from "vitest";
import { type Ending, exitCodeOf } from "./exit-codes.ts";

const none = { open: 0, parked: 0, completed: 0, failed: 0, canceled: 0 };

function ending(counts: Partial<Ending["counts"]>, more: Partial<Ending> = {}): Ending {
  return { counts: { ...none, ...counts }, refused: 0, keyRefused: false, stoppedBy: null, ...more };
}

describe("exitCodeOf", () => {
  it.each<[string, Ending, number]>([
    ["everything done", ending({ completed: 3 }), 0],
    ["some failed for good", ending({ completed: 2, failed: 1 }), 3],
    ["a bad input among good ones", ending({ completed: 2 }, { refused: 1 }), 3],
    ["none succeeded", ending({ failed: 2 }), 4],
    ["nothing was left to do", ending({}, { refused: 2 }), 2],
    ["the key refused", ending({ parked: 2 }, { keyRefused: true }), 4],
    ["held jobs", ending({ completed: 5, parked: 1, failed: 1 }), 5],
    ["Ctrl-C", ending({ open: 4 }, { stoppedBy: "SIGINT" }), 130],
    ["SIGTERM, whatever else", ending({ failed: 1 }, { stoppedBy: "SIGTERM", refused: 1 }), 143],
  ])("tells %s", (_, given, code) => expect(exitCodeOf(given)).toBe(code));
});
