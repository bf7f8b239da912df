import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { askAgainAt, leftUntil, PROBE_GRACE_MS, type Refused } from "./probe-order.ts";

const FREE_AT = 100_000;

/** Jobs that are refused one after another, all before the probe is free at `FREE_AT`, as they ask again then. */
function refusedInTurn(jobs: readonly { readonly job: string; readonly bytes: number }[]): Map<string, Refused> {
  const line = new Map<string, Refused>();
  for (const one of jobs) line.set(one.job, { ...one, askAgainAt: askAgainAt(line, one, FREE_AT) });
  return line;
}

/** Who has the probe, and when, of those that come back at the times that they were told. */
function probeOf(line: Map<string, Refused>, gone: ReadonlySet<string>): { job: string; at: number } | null {
  for (let freeSince: number | null = null; ; ) {
    const coming = [...line.values()].filter(({ job }) => !gone.has(job));
    const [next] = coming.sort((one, other) => one.askAgainAt - other.askAgainAt);
    if (next === undefined) return null;
    const at = next.askAgainAt;
    freeSince ??= at;
    const until = leftUntil(line, next, freeSince, at);
    if (until === null) return { job: next.job, at };
    expect(until).toBeGreaterThan(at);
    line.set(next.job, { ...next, askAgainAt: until });
  }
}

const jobs = fc
  .uniqueArray(fc.record({ job: fc.stringMatching(/^job_[0-9]{3}$/), bytes: fc.integer({ min: 1, max: 20 }) }), {
    minLength: 1,
    maxLength: 12,
    selector: ({ job }) => job,
  })
  .filter((all) => all.length > 0);

const lightestOf = (all: readonly { readonly job: string; readonly bytes: number }[]) =>
  [...all].sort((one, other) => one.bytes - other.bytes || (one.job < other.job ? -1 : 1))[0];

describe("the probe of a breaker", () => {
  it("goes to the lightest of the jobs that were refused, without any delay", () => {
    fc.assert(
      fc.property(jobs, (all) => {
        expect(probeOf(refusedInTurn(all), new Set())).toEqual({ job: lightestOf(all)?.job, at: FREE_AT });
      }),
    );
  });

  it("goes to another within a grace when those that are lighter went away", () => {
    fc.assert(
      fc.property(jobs, fc.array(fc.nat(11)), (all, indexes) => {
        const gone = new Set(indexes.flatMap((index) => all[index]?.job ?? []));
        const probe = probeOf(refusedInTurn(all), gone);
        if (gone.size === all.length) return;
        expect(probe).not.toBeNull();
        expect(gone.has(probe?.job ?? "")).toBe(false);
        expect((probe?.at ?? 0) - FREE_AT).toBeLessThanOrEqual(2 * PROBE_GRACE_MS);
      }),
    );
  });

  it("is asked for by one job first, and by the others later", () => {
    fc.assert(
      fc.property(jobs, (all) => {
        // The lightest came first, so that all others knew of it.
        const sorted = [...all].sort((one, other) => one.bytes - other.bytes || (one.job < other.job ? -1 : 1));
        const [first, ...others] = [...refusedInTurn(sorted).values()];
        expect(first?.askAgainAt).toBe(FREE_AT);
        for (const other of others) expect(other.askAgainAt).toBe(FREE_AT + PROBE_GRACE_MS);
      }),
    );
  });

  it("is left to nobody once the grace is over, and by no question", () => {
    const lighter = new Map([["a", { job: "a", bytes: 1, askAgainAt: FREE_AT }]]);
    const heavy = { job: "b", bytes: 2 };
    expect(leftUntil(lighter, heavy, FREE_AT, FREE_AT)).toBe(FREE_AT + PROBE_GRACE_MS);
    expect(leftUntil(lighter, heavy, FREE_AT, FREE_AT + PROBE_GRACE_MS)).toBeNull();
    const question = new Map([["a", { job: "a", bytes: 0, askAgainAt: FREE_AT }]]);
    expect(leftUntil(question, { job: "b", bytes: 0 }, FREE_AT, FREE_AT)).toBeNull();
  });

  it("is left to no job whose time is long past or far away", () => {
    const heavy = { job: "b", bytes: 2 };
    for (const askAgainAt of [FREE_AT - PROBE_GRACE_MS - 1, FREE_AT + PROBE_GRACE_MS + 1]) {
      expect(leftUntil(new Map([["a", { job: "a", bytes: 1, askAgainAt }]]), heavy, FREE_AT, FREE_AT)).toBeNull();
    }
  });
});
