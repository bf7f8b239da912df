import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultPolicy } from "./policy.ts";
import {
  afterList,
  isFresh,
  isTrusted,
  noTempo,
  outcomeOf,
  requestWorthMs,
  rollEveryMs,
  type Tempo,
} from "./roll-call.ts";

const { polling } = defaultPolicy;
const { floorMs, ceilingMs } = polling;

const crowds = fc.record({
  waiting: fc.integer({ min: 1, max: 100_000 }),
  pages: fc.integer({ min: 1, max: 50 }),
  tempo: fc.record({
    ended: fc.double({ min: 0, max: 1e5, noNaN: true }),
    elapsedMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
  }),
});

describe("the time between two roll calls", () => {
  it("costs no more than asking after each alone, and is none where it would", () => {
    let called = 0;
    fc.assert(
      fc.property(crowds, (crowd) => {
        const every = rollEveryMs(polling, crowd);
        if (every === null) return;
        called += 1;
        const alone = crowd.waiting / Math.sqrt(floorMs * ceilingMs);
        expect(crowd.pages / every).toBeLessThanOrEqual(alone);
        expect(Number.isInteger(every)).toBe(true);
        expect(every).toBeGreaterThanOrEqual(floorMs / 4);
        expect(every).toBeLessThanOrEqual(3 * floorMs);
      }),
    );
    expect(called).toBeGreaterThan(10);
  });

  it("is none for one job, nor for three", () => {
    for (const waiting of [1, 2, 3]) expect(rollEveryMs(polling, { waiting, pages: 1, tempo: noTempo })).toBeNull();
    expect(rollEveryMs({ floorMs, ceilingMs: floorMs }, { waiting: 1, pages: 1, tempo: noTempo })).toBeNull();
    expect(rollEveryMs(polling, { waiting: 4, pages: 1, tempo: noTempo })).not.toBeNull();
  });

  it("is none where the list is full of other people's runs", () => {
    expect(rollEveryMs(polling, { waiting: 30, pages: 10, tempo: noTempo })).toBeNull();
  });

  it("is never longer where more runs end", () => {
    fc.assert(
      fc.property(crowds, fc.double({ min: 0, max: 1e4, noNaN: true }), (crowd, more) => {
        const faster = { ...crowd, tempo: { ...crowd.tempo, ended: crowd.tempo.ended + more } };
        const [every, sooner] = [rollEveryMs(polling, crowd), rollEveryMs(polling, faster)];
        expect(sooner === null).toBe(every === null);
        expect(sooner ?? 0).toBeLessThanOrEqual(every ?? 0);
      }),
    );
  });

  it("grows as long as nothing ends, and shrinks as soon as something does", () => {
    let tempo: Tempo = noTempo;
    const every = (): number => rollEveryMs(polling, { waiting: 50, pages: 1, tempo }) ?? 0;
    const first = every();
    for (let list = 0; list < 10; list += 1) tempo = afterList(tempo, 0, 2_000, floorMs);
    const quiet = every();
    expect(quiet).toBeGreaterThan(2 * first);
    tempo = afterList(tempo, 10, 2_000, floorMs);
    expect(every()).toBeLessThan(quiet / 2);
  });

  it("forgets how it was a minute ago", () => {
    let tempo = afterList(noTempo, 1_000, 1_000, floorMs);
    for (let list = 0; list < 60; list += 1) tempo = afterList(tempo, 0, 1_000, floorMs);
    expect(tempo.ended).toBeLessThan(20);
    expect(tempo.elapsedMs).toBeLessThanOrEqual(6 * floorMs);
  });
});

describe("a list", () => {
  it("tells nothing any more once it is old", () => {
    expect(isFresh(0, 1_000, polling, 3 * floorMs)).toBe(true);
    expect(isFresh(0, 1_000, polling, 3 * floorMs + 1)).toBe(false);
    expect(isFresh(0, 9_000, polling, 27_000)).toBe(true);
    expect(isFresh(Number.NEGATIVE_INFINITY, 1_000, polling, 0)).toBe(false);
  });

  it("is trusted until it was wrong ten times, and more often than right", () => {
    const trustAfter = (outcomes: readonly boolean[]) => outcomes.reduce(outcomeOf, { right: 0, wrong: 0 });
    const wrong = (times: number): boolean[] => Array(times).fill(false);
    const right = (times: number): boolean[] => Array(times).fill(true);
    expect(isTrusted(trustAfter(wrong(9)))).toBe(true);
    expect(isTrusted(trustAfter(wrong(10)))).toBe(false);
    expect(isTrusted(trustAfter([...right(11), ...wrong(11)]))).toBe(true);
    expect(isTrusted(trustAfter([...right(11), ...wrong(12)]))).toBe(false);
  });

  it("that was right for a long time loses its trust within two hundred wrong calls", () => {
    let trust = { right: 0, wrong: 0 };
    for (let call = 0; call < 10_000; call += 1) trust = outcomeOf(trust, true);
    for (let call = 0; call < 200; call += 1) trust = outcomeOf(trust, false);
    expect(isTrusted(trust)).toBe(false);
  });
});

describe("what a request is worth", () => {
  it("grows with those who wait, between a twelfth of the shortest interval and two of them", () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(1e6), (one, other) => {
        const [fewer, more] = [Math.min(one, other), Math.max(one, other)].map((n) => requestWorthMs(3_000, n));
        expect(fewer).toBeGreaterThanOrEqual(250);
        expect(more).toBeGreaterThanOrEqual(fewer ?? 0);
        expect(more).toBeLessThanOrEqual(6_000);
      }),
    );
  });
});
