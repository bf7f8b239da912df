import { describe, expect, it } from "vitest";
import { dateWords, momentWords, readMoment } from "./moments.ts";

const NOW = new Date(2026, 10, 20, 15, 30).getTime();
const HOUR_MS = 3_600_000;
const local = (year: number, month: number, day: number, hour = 0, minute = 0): number =>
  new Date(year, month - 1, day, hour, minute).getTime();

describe("a moment", () => {
  it.each([
    ["2d", NOW - 48 * HOUR_MS],
    ["1h30m", NOW - 1.5 * HOUR_MS],
    ["0.5h", NOW - 0.5 * HOUR_MS],
    ["today", local(2026, 11, 20)],
    ["yesterday", local(2026, 11, 19)],
    ["2026-11-01", local(2026, 11, 1)],
    ["2026-11-01T14:30", local(2026, 11, 1, 14, 30)],
    ["2026-11-01 14:30", local(2026, 11, 1, 14, 30)],
    ["2024-02-29", local(2024, 2, 29)],
    ["2026-11-01T14:30Z", Date.UTC(2026, 10, 1, 14, 30)],
    ["2026-11-01T14:30:15.250Z", Date.UTC(2026, 10, 1, 14, 30, 15)],
    ["2026-11-01T14:30+02:00", Date.UTC(2026, 10, 1, 12, 30)],
  ])("is read from %s", (text, at) => expect(readMoment("--since", text)(NOW)).toBe(at));

  it.each([
    "",
    "2",
    "d",
    "-2d",
    "2w",
    "tomorrow",
    "last week",
    "2026-02-30",
    "2026-13-01",
    "26-11-01",
    "2026-11-01T25:00",
  ])("is refused with its flag: %j", (text) => {
    expect(() => readMoment("--until", text)).toThrow(
      expect.objectContaining({ code: "settings/time", message: `--until is ${JSON.stringify(text)}.` }),
    );
  });

  it("is refused where it is so long ago that somebody has mistyped", () => {
    expect(() => readMoment("--since", "99999999d")).toThrow(expect.objectContaining({ code: "settings/time" }));
  });

  it("is written by the clock of this machine", () => {
    expect(momentWords(local(2026, 3, 4, 5, 6))).toBe("2026-03-04 05:06");
    expect(dateWords(local(2026, 3, 4, 5, 6))).toBe("2026-03-04");
  });
});
