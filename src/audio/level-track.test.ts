import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LevelTrack } from "./level-track.ts";

const WINDOW_MS = 20;
const SPEECH = { p10: -60, p95: -20, p99: -15 };

function trackOf(levels: readonly number[], mostEntries?: number): LevelTrack {
  const track = new LevelTrack(WINDOW_MS, mostEntries);
  for (const level of levels) track.add(level);
  return track;
}

const windows = (ms: number, level: number) => new Array<number>(ms / WINDOW_MS).fill(level);

describe("the strip of a recording", () => {
  test("has a part for each window of a short one, and 120 of any longer one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5_000 }), (count) => {
        expect(trackOf(windows(count * WINDOW_MS, -30)).strip()).toHaveLength(Math.min(120, count));
      }),
    );
  });

  test("shows the loudest window where it is, to half a decibel, however coarsely it is kept", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 120, max: 4_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.double({ min: -40, max: 0, noNaN: true }),
        fc.constantFrom(256, 1_024, 2 ** 20),
        (count, place, level, mostEntries) => {
          const levels = windows(count * WINDOW_MS, -60);
          levels[Math.floor(place * count)] = level;
          const strip = trackOf(levels, mostEntries).strip();
          const at = strip.indexOf(Math.max(...strip));
          expect(Math.abs(Math.max(...strip) - level)).toBeLessThanOrEqual(0.25);
          expect(Math.abs(at / strip.length - place)).toBeLessThan(0.03);
        },
      ),
    );
  });
});

describe("the pauses of a recording", () => {
  const speech = (ms: number) => windows(ms, -20);
  const quiet = (ms: number) => windows(ms, -62);

  test("are told where they are, from 300 ms on, at the ends as well", () => {
    const levels = [
      ...quiet(400),
      ...speech(1_000),
      ...quiet(280),
      ...speech(500),
      ...quiet(300),
      ...speech(20),
      ...quiet(2_000),
    ];
    expect(trackOf(levels).pauses(SPEECH, 4_490)).toEqual([
      { fromMs: 0, toMs: 400 },
      { fromMs: 2_180, toMs: 2_480 },
      { fromMs: 2_500, toMs: 4_490 },
    ]);
  });

  test("are found in noise too: what is a pause depends on what is speech", () => {
    const levels = [...windows(1_000, -12), ...windows(500, -35), ...windows(1_000, -12)];
    expect(trackOf(levels).pauses({ p10: -36, p95: -10, p99: -8 }, 2_500)).toEqual([{ fromMs: 1_000, toMs: 1_500 }]);
  });

  test("are found around little speech that no percentile reaches", () => {
    const levels = [...windows(60_000, -90), ...windows(400, -20), ...windows(60_000, -90)];
    const pauses = trackOf(levels).pauses({ p10: -90, p95: -90, p99: -90 }, 120_400);
    expect(pauses).toEqual([
      { fromMs: 0, toMs: 60_000 },
      { fromMs: 60_400, toMs: 120_400 },
    ]);
  });

  test("are none where the level stays the same", () => {
    expect(trackOf(windows(5_000, -26)).pauses({ p10: -26, p95: -26, p99: -26 }, 5_000)).toEqual([]);
  });

  test("are the longest ten thousand where there are more, in order of time", () => {
    const short = Array.from({ length: 10_050 }, () => [...quiet(300), ...speech(20)]).flat();
    const pauses = trackOf([...quiet(900), ...speech(20), ...short, ...quiet(800)]).pauses(SPEECH, 10_000_000);
    expect(pauses).toHaveLength(10_000);
    expect(pauses.at(0)).toEqual({ fromMs: 0, toMs: 900 });
    expect((pauses.at(-1)?.toMs ?? 0) - (pauses.at(-1)?.fromMs ?? 0)).toBe(800);
    expect(pauses.every(({ fromMs }, index) => index === 0 || fromMs > (pauses[index - 1]?.toMs ?? 0))).toBe(true);
  });
});
