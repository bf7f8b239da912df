import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Claim, JobStore } from "../src/domain/store.ts";
import { memoryStore } from "../src/store/memory.ts";
import { openSqliteStore } from "../src/store/sqlite.ts";
import { anAccount, completed, jobNumber, ManualClock, saving } from "../src/testing/store/fixture.ts";

const SHARES = ["", "a", "b", "c", "d", "e"];
const step = fc.oneof(
  fc.record({
    do: fc.constant("add" as const),
    share: fc.constantFrom(...SHARES),
    jobs: fc.integer({ min: 1, max: 9 }),
  }),
  fc.record({ do: fc.constant("claim" as const), limit: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ do: fc.constant("end" as const), which: fc.nat() }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What a fair store does, counted beside it. */
class Count {
  readonly waiting = new Map<string, number>(SHARES.map((share) => [share, 0]));
  readonly going: Claim[] = [];
  made = 0;

  slots(share: string): number {
    return this.going.filter(({ job }) => job.request.share === share).length;
  }

  wait(share: string, change: number): void {
    this.waiting.set(share, (this.waiting.get(share) ?? 0) + change);
  }

  get allWaiting(): number {
    return [...this.waiting.values()].reduce((sum, jobs) => sum + jobs, 0);
  }
}

async function obey(store: JobStore, clock: ManualClock, count: Count, cap: number, one: Step): Promise<void> {
  switch (one.do) {
    case "add": {
      const jobs = Array.from({ length: one.jobs }, () => {
        count.made += 1;
        return jobNumber(count.made, clock.now(), { share: one.share });
      });
      await store.add(jobs);
      count.wait(one.share, one.jobs);
      clock.advance(1);
      return;
    }
    case "end": {
      const [claim] = count.going.splice(one.which % Math.max(1, count.going.length), 1);
      if (claim !== undefined) await store.save(saving(claim, completed(clock.now())));
      return;
    }
    case "claim": {
      const free = Math.min(one.limit, cap - count.going.length, count.allWaiting);
      const claims = await store.claim(one.limit, "worker", 1_000_000);
      expect(claims).toHaveLength(free);
      for (const { job } of claims) count.wait(job.request.share, -1);
      count.going.push(...claims);
      for (const given of new Set(claims.map(({ job }) => job.request.share))) {
        for (const [share, waits] of count.waiting) {
          if (waits > 0) expect(count.slots(given)).toBeLessThanOrEqual(count.slots(share) + 1);
        }
      }
      return;
    }
    default:
      one satisfies never;
  }
}

describe("free slots", () => {
  const law = "never leave a share that waits more than one behind a share that is given one, and all are given";

  async function holds(open: (clock: ManualClock) => Promise<JobStore>, numRuns: number): Promise<void> {
    const steps = fc.array(step, { minLength: 10, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 10 }), steps, async (cap, all) => {
        const clock = new ManualClock();
        const store = await open(clock);
        try {
          await store.describeAccount(anAccount({ cap }));
          const count = new Count();
          for (const one of all) await obey(store, clock, count, cap, one);
        } finally {
          await store.close();
        }
      }),
      { numRuns },
    );
  }

  test(`in memory ${law}`, () => holds(async (clock) => memoryStore({ clock }), 100));

  test(`in SQLite ${law}`, async () => {
    const folder = await mkdtemp(join(tmpdir(), "tenuto-shares-"));
    let made = 0;
    try {
      await holds((clock) => {
        made += 1;
        return openSqliteStore({ path: join(folder, `${made}.db`), clock });
      }, 15);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
