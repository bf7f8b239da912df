import { describe, expect, it } from "vitest";
import { Arrivals } from "./arrivals.ts";

const file = (path: string, bytes: number, changedAt = 0) => ({ path, bytes, changedAt });

describe("arrivals in a watched folder", () => {
  it("takes a file once, when it has been the same for long enough", () => {
    const arrivals = new Arrivals(1_000);
    expect([...arrivals.scan([file("a", 5)], 0)]).toEqual([]);
    expect([...arrivals.scan([file("a", 5)], 999)]).toEqual([]);
    expect([...arrivals.scan([file("a", 5)], 1_000)]).toEqual(["a"]);
    expect([...arrivals.scan([file("a", 5)], 9_000)]).toEqual([]);
  });

  it("waits for a file that grows, or is written over in its length", () => {
    const arrivals = new Arrivals(1_000);
    for (let at = 0; at < 5; at += 1) {
      expect([...arrivals.scan([file("a", at), file("b", 7, at)], at * 1_000)]).toEqual([]);
    }
    expect([...arrivals.scan([file("a", 4), file("b", 7, 4)], 5_000)]).toEqual(["a", "b"]);
  });

  it("takes a file again that changed after it was taken, or came back", () => {
    const arrivals = new Arrivals(0);
    const taken = (found: ReturnType<typeof file>[], now: number) => [...arrivals.scan(found, now)];
    taken([file("a", 1)], 0);
    expect(taken([file("a", 1)], 1)).toEqual(["a"]);
    expect(taken([file("a", 2)], 2)).toEqual([]);
    expect(taken([file("a", 2)], 3)).toEqual(["a"]);
    expect(taken([], 4)).toEqual([]);
    taken([file("a", 2)], 5);
    expect(taken([file("a", 2)], 6)).toEqual(["a"]);
  });
});
