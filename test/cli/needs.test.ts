import { expect, test } from "vitest";
import { needsOf } from "../../src/cli/needs.ts";
import type { Job } from "../../src/domain/job.ts";
import { memoryStore } from "../../src/store/memory.ts";
import { aJob } from "./lives.ts";

const clock = { now: () => 0, monotonic: () => 0, sleep: async () => undefined, settled: async () => undefined };

function jobOf(id: string, account: string, kind: Job["request"]["kind"]): Job {
  const job = aJob({ id });
  return { ...job, request: { ...job.request, account, kind, providers: ["local"] } };
}

test("an account is needed for assessments only where none of its jobs transcribes, in any order", async () => {
  const store = memoryStore({ clock });
  for (const name of ["assessing", "first", "last"]) {
    await store.describeAccount({ name, provider: "local", baseUrl: "", cap: 1, keyPrint: null });
  }
  const jobs = [
    jobOf("a", "assessing", "assessment"),
    jobOf("b", "assessing", "assessment"),
    jobOf("c", "first", "transcription"),
    jobOf("d", "first", "assessment"),
    jobOf("e", "last", "assessment"),
    jobOf("f", "last", "transcription"),
  ];
  await store.add(jobs);
  const { accounts } = await needsOf(store, jobs);
  expect(accounts.map(({ name, assessesOnly }) => [name, assessesOnly])).toEqual([
    ["assessing", true],
    ["first", false],
    ["last", false],
  ]);
});
