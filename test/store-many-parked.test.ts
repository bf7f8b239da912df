import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openSqliteStore } from "../src/store/sqlite.ts";
import { aHold, anAccount, jobNumber, ManualClock, parked, saving } from "../src/testing/store/fixture.ts";

const MANY = 4_500;

test("a store lets thousands of parked jobs go on in several commits, and what holds them last", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tenuto-many-"));
  const clock = new ManualClock();
  const store = await openSqliteStore({ path: join(folder, "store.db"), clock });
  try {
    await store.describeAccount(anAccount({ cap: MANY, keyPrint: "a" }));
    await store.add(Array.from({ length: MANY }, (_, index) => jobNumber(index + 1, clock.now())));
    for (const ends of ["a release", "another key"]) {
      const claims = await store.claim(MANY, "worker", 1_000);
      await Promise.all(claims.map((claim) => store.save(saving(claim, parked(null, clock.now())))));
      await store.holdAccount("main", aHold(Number.MAX_SAFE_INTEGER));
      const before = store.commits;
      const ending =
        ends === "a release"
          ? store.releaseAccount("main", "topped up")
          : store.describeAccount(anAccount({ cap: MANY, keyPrint: "b" })).then(() => MANY);
      // What others ask for meanwhile is not kept waiting, and finds the account still held.
      await store.learn("other", null);
      expect((await store.account("main"))?.holdUntil).toBe(Number.MAX_SAFE_INTEGER);
      expect(await ending).toBe(MANY);
      expect(store.commits - before).toBeGreaterThanOrEqual(3);
      expect(await store.counts()).toMatchObject({ open: MANY, parked: 0 });
      expect(await store.account("main")).toMatchObject({
        holdUntil: null,
        keyPrint: ends === "a release" ? "a" : "b",
      });
      expect((await store.journal("job_000001")).at(-1)?.entry.type).toBe("woken");
    }
  } finally {
    await store.close();
    await rm(folder, { recursive: true });
  }
}, 30_000);
