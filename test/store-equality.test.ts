import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Job, JobState } from "../src/domain/job.ts";
import type { JournalEntry } from "../src/domain/journal.ts";
import type { PatternSums } from "../src/domain/patterns.ts";
import { STAGES, type Stage } from "../src/domain/stage.ts";
import type { Claim, JobStore } from "../src/domain/store.ts";
import { memoryStore } from "../src/store/memory.ts";
import { openSqliteStore } from "../src/store/sqlite.ts";
import {
  aFault,
  aHold,
  anAccount,
  aSubmission,
  aTranscript,
  jobNumber,
  ManualClock,
  saving,
} from "../src/testing/store/fixture.ts";

/** What happens to a store: small numbers, so that keys, accounts and times often meet. */
const small = (max: number) => fc.integer({ min: 0, max });
const ACCOUNT = fc.constantFrom("main", "other");
const LEASE = fc.integer({ min: 1, max: 30 });
const command = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("add" as const),
      account: ACCOUNT,
      keys: fc.array(small(12), { maxLength: 5 }),
      stage: fc.constantFrom(...STAGES),
      share: fc.constantFrom("", "a", "b"),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("claim" as const), limit: small(4), leaseMs: LEASE }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("save" as const),
      which: small(30),
      status: fc.constantFrom("open", "open", "open", "parked", "completed", "failed", "canceled"),
      stage: fc.constantFrom(...STAGES),
      inMs: fc.option(small(30)),
      holdMs: fc.option(small(30)),
      attempt: small(3),
      extras: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("extend" as const), which: fc.array(small(30)), leaseMs: LEASE }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("wake" as const),
      query: fc.record(
        {
          run: fc.constantFrom("run-0", "run-1"),
          id: small(20).map((number) => jobNumber(number, 0).id),
          account: ACCOUNT,
        },
        { requiredKeys: [] },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("cancel" as const), number: small(30) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("describe" as const),
      name: ACCOUNT,
      cap: small(4),
      keyPrint: fc.constantFrom(null, "a", "b"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("hold" as const), name: ACCOUNT, holdMs: small(40) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("release" as const), name: ACCOUNT }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("learn" as const), name: ACCOUNT, slots: fc.option(small(3)) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("spend" as const),
      name: ACCOUNT,
      atMs: fc.integer({ min: -200_000, max: 200_000_000 }),
      amounts: fc.record({ requests: small(9), retries: small(9), seconds: small(9) }, { requiredKeys: [] }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("wait" as const), ms: small(20) }) },
);
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

/** A store, and the claims its worker ever had. */
class Session {
  readonly store: JobStore;
  readonly #clock: ManualClock;
  readonly #claims: Claim[] = [];
  #jobs = 0;

  constructor(store: JobStore, clock: ManualClock) {
    this.store = store;
    this.#clock = clock;
  }

  async obey(step: Command): Promise<unknown> {
    const now = this.#clock.now();
    switch (step.do) {
      case "add":
        return this.store.add(step.keys.map((key) => this.#job(key, step)));
      case "claim": {
        const claims = await this.store.claim(step.limit, "worker", step.leaseMs);
        this.#claims.push(...claims);
        return claims;
      }
      case "save": {
        const claim = this.#claims.at(-1 - step.which);
        if (claim === undefined) return null;
        const { job } = claim;
        const state = stateOf(step.status, now, step.inMs === null ? null : now + step.inMs);
        const attempt = { type: "intent", at: now, submission: 1, attempt: step.attempt } as const;
        const extras = {
          entries: [attempt, ...(step.attempt > 1 ? [faultOf(step.stage, now)] : [])],
          submissions: [aSubmission(job.id, { remoteId: `r-${job.id}` })],
          result: aTranscript(job.id),
        };
        const holdUntil = step.holdMs === null ? null : now + step.holdMs;
        const patch = { state, stage: step.stage, attempt: step.attempt };
        return this.store.save(saving(claim, patch, { holdUntil, ...(step.extras ? extras : {}) }));
      }
      case "extend": {
        const claims = step.which.flatMap((index) => this.#claims.at(-1 - index) ?? []);
        return this.store.extend(
          claims.map(({ job, turn }) => ({ id: job.id, turn })),
          step.leaseMs,
        );
      }
      case "wake":
        return this.store.wake(step.query, "told to");
      case "cancel":
        return this.store.cancel(jobNumber(step.number, 0).id, "enough");
      case "describe":
        return this.store.describeAccount(anAccount({ name: step.name, cap: step.cap, keyPrint: step.keyPrint }));
      case "hold":
        return this.store.holdAccount(step.name, aHold(now + step.holdMs));
      case "release":
        return this.store.releaseAccount(step.name, "told to");
      case "learn":
        return this.store.learn(step.name, step.slots);
      case "spend":
        return this.store.spend(step.name, now + step.atMs, step.amounts);
      case "wait":
        return null;
      default:
        return step satisfies never;
    }
  }

  /** All that can be seen of it. */
  async sight(): Promise<unknown> {
    const { store } = this;
    const list = await store.list({});
    const ids = list.map(({ id }) => id);
    return {
      list,
      jobs: await Promise.all(ids.map((id) => store.get(id))),
      submissions: await Promise.all(ids.map((id) => store.submissions(id))),
      results: await Promise.all(ids.map((id) => store.result(id))),
      patterns: inOrder(await store.patterns({ tag: "customer" })),
      journals: await Promise.all(ids.map((id) => store.journal(id))),
      events: await store.events(3, 1_000),
      lastSeq: await store.lastSeq(),
      open: await store.list({ run: "run-1", statuses: ["open", "parked"], after: ids[1] ?? "", limit: 3 }),
      counts: [await store.counts(), await store.counts("run-0")],
      nextDue: await store.nextDue(),
      accounts: await store.accounts(),
      spent: [await store.spent("main", 0), await store.spent("other", this.#clock.now())],
      needed: await Promise.all(Array.from({ length: 4 }, (_, number) => store.needsAudio(audioOf(number)))),
      known: await store.knownRemoteIds(
        "main",
        ids.map((id) => `r-${id}`),
      ),
    };
  }

  #job(
    key: number,
    { account, stage, share }: Pick<Extract<Command, { do: "add" }>, "account" | "stage" | "share">,
  ): Job {
    this.#jobs += 1;
    // Ids come in another order than jobs, as they do from several processes.
    const traits = { key: `key-${key}`, run: `run-${key % 2}`, account, stage, share, sha256: audioOf(key % 4) };
    return jobNumber((this.#jobs * 7) % 31, this.#clock.now(), traits);
  }
}

/** Sums come in no order. */
function inOrder(sums: PatternSums): unknown {
  const sorted = (list: readonly object[]): readonly object[] =>
    list.toSorted((one, other) => (textOf(one) < textOf(other) ? -1 : 1));
  return { ...sums, jobs: sorted(sums.jobs), faults: sorted(sums.faults), late: sorted(sums.late) };
}

function textOf(sum: object): string {
  return JSON.stringify(sum, Object.keys(sum).sort());
}

function faultOf(stage: Stage, at: number): JournalEntry {
  const verdict = { action: "retry", delayMs: 1, reason: "", rule: "" } as const;
  return { type: "fault", at, stage, attempt: 1, submission: 1, fault: aFault(at), verdict, exchange: null };
}

function audioOf(number: number): string {
  return String(number).repeat(64);
}

function stateOf(status: string, now: number, due: number | null): JobState {
  switch (status) {
    case "open":
      return { status, due: due ?? now };
    case "parked":
      return { status, due, fault: aFault(now), reason: "out of minutes" };
    case "completed":
      return { status, endedAt: now };
    case "failed":
      return { status, endedAt: now, fault: aFault(now) };
    default:
      return { status: "canceled", endedAt: now, reason: "enough" };
  }
}

test("memory and SQLite answer alike, whatever happens", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tenuto-equal-"));
  let made = 0;
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 20, maxLength: 80 }), async (commands) => {
        const clock = new ManualClock();
        made += 1;
        const memory = new Session(memoryStore({ clock }), clock);
        const sqlite = new Session(await openSqliteStore({ path: join(folder, `${made}.db`), clock }), clock);
        try {
          for (const step of commands) {
            if (step.do === "wait") clock.advance(step.ms);
            expect(await sqlite.obey(step)).toEqual(await memory.obey(step));
            expect(await sqlite.store.nextDue()).toBe(await memory.store.nextDue());
          }
          expect(await sqlite.sight()).toEqual(await memory.sight());
          expect(sqlite.store.commits).toBe(memory.store.commits);
        } finally {
          await sqlite.store.close();
        }
      }),
      { numRuns: 100 },
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}, 60_000);
