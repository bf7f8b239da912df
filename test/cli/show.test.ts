import { describe, expect, it } from "vitest";
import { findJob } from "../../src/cli/find-job.ts";
import { openly } from "../../src/cli/openly.ts";
import type { Clock } from "../../src/domain/runtime.ts";
import { memoryStore } from "../../src/store/memory.ts";
import { aJob, START } from "./lives.ts";

const clock: Clock = {
  now: () => START,
  monotonic: () => 0,
  sleep: async () => undefined,
  settled: async () => undefined,
};

async function storeOf(...jobs: ReturnType<typeof aJob>[]) {
  const store = memoryStore({ clock });
  await store.add(jobs);
  return store;
}

describe("findJob", () => {
  const first = aJob({ id: "job_01aa", name: "calls/a.wav" });
  const second = { ...aJob({ id: "job_01ab", name: "calls/a.wav" }), createdAt: START + 1 };
  const third = aJob({ id: "job_02cc", name: "b\\x1b.wav" });

  it.each([
    ["its id", "job_01aa", "job_01aa"],
    ["the beginning of its id", "job_02", "job_02cc"],
    ["that without the prefix", "02", "job_02cc"],
    ["the name as it was typed", "b\u001b.wav", "job_02cc"],
  ])("finds a job by %s", async (_, wanted, id) => {
    expect((await findJob(await storeOf(first, second, third), wanted)).job.id).toBe(id);
  });

  it("takes the newest of a name, with or without its folder, and tells of the older ones", async () => {
    const store = await storeOf(first, second);
    for (const wanted of ["calls/a.wav", "a.wav"]) {
      expect(await findJob(store, wanted)).toMatchObject({ job: { id: "job_01ab" }, older: ["job_01aa"] });
    }
  });

  it("refuses a beginning that several share, and names them", async () => {
    await expect(findJob(await storeOf(first, second), "job_01")).rejects.toMatchObject({
      message: "job_01 is the beginning of 2 jobs.",
      remedy: expect.stringContaining("job_01aa (calls/a.wav)"),
    });
  });

  it.each(["job_9", "", "c.wav"])("refuses %j, which is nobody", async (wanted) => {
    await expect(findJob(await storeOf(first), wanted)).rejects.toThrow(/There is no job/);
  });
});

describe("openly", () => {
  it("hides what may be a secret among the provider's options, however deep", () => {
    const providerOptions = {
      webhook_auth_header_value: "SECRET",
      nested: [{ apiKey: "SECRET" }],
      keyterms_prompt: ["Tenuto"],
    };
    const told = JSON.stringify(openly(aJob({ providerOptions })));
    expect(told).not.toContain("SECRET");
    expect(told).toContain("Tenuto");
  });
});
