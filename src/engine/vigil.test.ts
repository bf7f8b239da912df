import { describe, expect, it } from "vitest";
import { heardInRoll, newVigil } from "./vigil.ts";

const START = { since: 1_000, isWhole: true, tells: false, queued: false };

describe("a run in a roll", () => {
  it("is over once a roll had it and the next has not", () => {
    const vigil = newVigil("run", START);
    expect([heardInRoll(vigil, true, 2_000), heardInRoll(vigil, false, 3_000)]).toEqual([false, true]);
    expect(vigil).toMatchObject({ goesOnAt: 2_000, calledAt: 3_000, listed: false });
  });

  it("is called over once, however long the list does without it", () => {
    const vigil = newVigil("run", START);
    heardInRoll(vigil, true, 2_000);
    expect([3_000, 4_000, 5_000].map((at) => heardInRoll(vigil, false, at))).toEqual([true, false, false]);
  });

  it("is not over where no roll has had it yet", () => {
    const vigil = newVigil("run", START);
    expect(heardInRoll(vigil, false, 2_000)).toBe(false);
    expect(vigil.calledAt).toBeNull();
  });

  it("is asked after at once where its job was taken over and the first roll has it not, which says nothing of the list", () => {
    const vigil = newVigil("run", { ...START, isWhole: false });
    expect([heardInRoll(vigil, false, 2_000), heardInRoll(vigil, false, 3_000)]).toEqual([true, false]);
    expect(vigil.calledAt).toBeNull();
  });

  it("is left alone while the list is not believed about it", () => {
    const vigil = newVigil("run", START);
    vigil.deafUntil = 4_000;
    expect([heardInRoll(vigil, true, 2_000), heardInRoll(vigil, false, 3_000)]).toEqual([false, false]);
    expect([heardInRoll(vigil, true, 5_000), heardInRoll(vigil, false, 6_000)]).toEqual([false, true]);
  });

  it("has come out of the provider's queue, and its time counts from there", () => {
    const vigil = newVigil("run", { ...START, queued: true });
    heardInRoll(vigil, false, 50_000);
    expect(vigil).toMatchObject({ queued: true, since: 1_000 });
    heardInRoll(vigil, true, 60_000);
    expect(vigil).toMatchObject({ queued: false, wasQueued: true, since: 60_000 });
  });
});
