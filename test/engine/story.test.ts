import { describe, expect, it } from "vitest";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { Desk } from "./desk.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** One job from its acceptance to its failure, with its first submission. */
async function failedJob(desk: Desk) {
  const id = await desk.accept();
  await desk.work();
  const job = await desk.means.store.get(id);
  if (job?.state.status !== "failed") throw new Error("it did not fail");
  const [submission] = await desk.means.store.submissions(id);
  return { state: job.state, deadline: job.deadline, submission };
}

describe("a job on a good day", () => {
  it("is uploaded, submitted, waited for and completed, with at most five commits, and one for what the worker has learned", async () => {
    const desk = new Desk({ scenario: "processing: 200ms" });
    await desk.play(async () => {
      const id = await desk.accept();
      // The acceptance is the job's first.
      const before = desk.means.store.commits - 1;
      await desk.work();
      expect(await desk.status(id)).toBe("completed");
      expect(desk.means.store.commits - before).toBeLessThanOrEqual(5 + 1);
      expect(desk.sent.map(({ what }) => what)).toEqual(["upload", "submit", "poll"]);
      const journal = await desk.means.store.journal(id);
      const types = journal.map(({ entry }) => entry.type);
      expect(types).toEqual(["accepted", "attempt", "intent", "attempt", "transcribed", "completed"]);
      expect((await desk.means.store.result(id))?.remoteId).toEqual(expect.any(String));
    });
  });

  it("tells of polls that changed nothing in one entry, whose commits they do not cost", async () => {
    const desk = new Desk({ scenario: "processing: 10m" });
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work(60_000);
      const before = desk.means.store.commits;
      const polls = desk.count("poll");
      await desk.work();
      expect(await desk.status(id)).toBe("completed");
      const [entry, ...more] = await desk.entries(id, "polls").then((all) => all.slice(-1));
      expect(more).toEqual([]);
      expect(entry).toMatchObject({ said: "processing", submission: 1 });
      expect(entry?.count).toBe(desk.count("poll") - polls - 1);
      expect((entry?.until ?? 0) - (entry?.at ?? 0)).toBeGreaterThan(7 * 60_000);
      // The claim, the completion, and the lease prolonged every 40 s.
      expect(desk.means.store.commits - before).toBeLessThanOrEqual(2 + 9 * 2);
    });
  });

  it("is asked after less and less often, also after its worker has changed", async () => {
    const desk = new Desk({ scenario: "processing: 20m" });
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work(5 * 60_000);
      await desk.work();
      expect(await desk.status(id)).toBe("completed");
      const at = desk.at("poll");
      const gaps = at.slice(1).map((time, index) => time - (at[index] ?? 0));
      expect(gaps[0]).toBeLessThan(6_000);
      expect(Math.min(...gaps.slice(8))).toBeGreaterThan(25_000);
      expect(Math.max(...gaps)).toBeLessThan(34_000);
    });
  });
});

describe("a job on a bad day", () => {
  it("tells its story: upload refused, run lost by the provider, poll throttled, completed", async () => {
    const desk = new Desk({
      scenario: `
processing: 4s
faults:
  - { stage: upload, occurrence: 1, fault: assemblyai/upload-failed }
  - { stage: job, occurrence: 1, fault: assemblyai/server-error }
  - { stage: poll, occurrence: 3, status: 429, retry-after: 20, retry-after-form: date }
`,
    });
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work();
      expect(await desk.faults(id)).toEqual([
        "assemblyai/upload-failed: retry by assemblyai/upload-failed",
        "assemblyai/server-error: rewind by assemblyai/server-error",
        "assemblyai/too-many-requests: retry by hint",
      ]);
      expect(await desk.status(id)).toBe("completed");

      const [refused, lost, throttled] = await desk.entries(id, "fault");
      expect(refused).toMatchObject({ stage: "upload", attempt: 1, exchange: { status: 422 } });
      expect(lost).toMatchObject({
        stage: "wait",
        submission: 1,
        verdict: { to: "submit" },
        exchange: { status: 200 },
      });
      expect(throttled).toMatchObject({ stage: "wait", submission: 2, exchange: { status: 429 } });

      const polls = desk.at("poll");
      const hinted = throttled?.fault.notBefore ?? 0;
      expect(polls.filter((at) => at > (throttled?.exchange?.at ?? 0)).every((at) => at >= hinted)).toBe(true);

      const submissions = await desk.means.store.submissions(id);
      expect(submissions.map(({ outcome }) => outcome)).toEqual(["failed", "completed"]);
      expect(submissions[1]?.private.uploadUrl).toBe(submissions[0]?.private.uploadUrl);
      expect([desk.count("upload"), desk.count("submit")]).toEqual([2, 2]);
      expect(desk.ledger).toMatchObject({ uploads: 1, created: 2, failed: 1, billed: 1, repliesTooEarly: 0 });
    });
  });

  it("ends after the third submission, with all ids and whom to write to", async () => {
    const desk = new Desk({ scenario: "faults: [{ stage: job, fault: assemblyai/server-error }]" });
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work();
      const job = await desk.means.store.get(id);
      expect(job?.state).toMatchObject({ status: "failed", fault: { code: "assemblyai/server-error" } });
      expect(job?.state.status === "failed" && job.state.fault.advice).toContain("support@assemblyai.com");
      const submissions = await desk.means.store.submissions(id);
      expect(new Set(submissions.map(({ remoteId }) => remoteId)).size).toBe(3);
    });
  });

  it("uploads anew once the upload is too old", async () => {
    const policy = { ...defaultPolicy, uploadLifetimeMs: 10 * MINUTE };
    const desk = new Desk({
      scenario: "processing: 11m\nfaults: [{ stage: job, occurrence: 1, fault: assemblyai/server-error }]",
      policy,
    });
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work();
      expect(await desk.status(id)).toBe("completed");
      const [fault] = await desk.entries(id, "fault");
      expect(fault?.verdict).toMatchObject({ action: "rewind", to: "upload" });
      expect(desk.count("upload")).toBe(2);
    });
  });

  it("uploads anew when it went on so late that the upload is gone", async () => {
    const policy = { ...defaultPolicy, deadlineMs: 96 * HOUR };
    const balance = "Your current account balance is negative. Please top up to continue using the API.";
    const desk = new Desk({
      scenario: `faults: [{ stage: submit, occurrence: 1, status: 400, body: '{"error":"${balance}"}' }]`,
      policy,
    });
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work(60_000);
      expect(await desk.status(id)).toBe("parked");
      await desk.runtime.clock.sleep(25 * HOUR);
      await desk.goOn();
      await desk.work();
      expect(await desk.status(id)).toBe("completed");
      expect(desk.ledger).toMatchObject({ uploads: 2, created: 1, billed: 1 });
    });
  });

  it("gives up on a provider that will not take any upload for its own", async () => {
    const desk = new Desk({ scenario: "faults: [{ stage: submit, fault: assemblyai/upload-forbidden }]" });
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work();
      expect(await desk.status(id)).toBe("failed");
      expect(desk.count("upload")).toBe(3);
    });
  });

  it("ends at its deadline, with the last fault and the provider's id of the run", async () => {
    const policy = { ...defaultPolicy, deadlineMs: 120_000 };
    const desk = new Desk({ scenario: "processing: 1h\nfaults: [{ stage: poll, fault: http/503 }]", policy });
    await desk.play(async () => {
      const { state, deadline, submission } = await failedJob(desk);
      expect(state.fault.code).toMatch(/^(http\/503|tenuto\/deadline)$/);
      expect(state.fault.message).toContain("503");
      expect(state.endedAt).toBeLessThanOrEqual(deadline);
      expect(submission?.remoteId).toEqual(expect.any(String));
    });
  });

  it("ends at its deadline to the moment, naming the run that is still under way", async () => {
    const policy = { ...defaultPolicy, deadlineMs: 100_000 };
    const desk = new Desk({ scenario: "processing: 1h", policy });
    await desk.play(async () => {
      const { state, deadline, submission } = await failedJob(desk);
      expect(state.fault).toMatchObject({ code: "tenuto/deadline", message: "not done within its 100 s" });
      expect(state.fault.advice).toContain(`stopped at wait; the provider's run is ${submission?.remoteId}`);
      expect(state.endedAt - deadline).toBe(0);
    });
  });

  it("counts a question's repeats only while they come in a row", async () => {
    // Each is hinted, so that it leaves no backoff behind which a success would end.
    const refusal = `{ stage: poll, occurrence: [${Array.from({ length: 30 }, (_, n) => 2 * n + 1).join(", ")}]`;
    const desk = new Desk({ scenario: `processing: 20m\nfaults: [${refusal}, status: 404, retry-after: 5 }]` });
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work();
      expect(await desk.status(id)).toBe("completed");
      expect(desk.ledger).toMatchObject({ created: 1, billed: 1 });
      expect(await desk.entries(id, "fault").then((all) => all.length)).toBeGreaterThan(20);
    });
  });
});

describe("a recording that the provider fetches", () => {
  it("is asked for again at the same address when it could not be fetched, and never uploaded", async () => {
    const address = "https://files.example.test/call.mp3?signature=raw-secret";
    const desk = new Desk();
    await desk.play(async () => {
      const id = await desk.accept("unused", { audio: address, passUrl: true });
      await desk.work();
      expect([desk.count("upload"), desk.count("submit")]).toEqual([0, 3]);
      const submissions = await desk.means.store.submissions(id);
      expect(submissions.map((submission) => submission.private.uploadUrl)).toEqual([address, address, address]);
      expect((await desk.means.store.get(id))?.state).toMatchObject({
        status: "failed",
        fault: { code: "assemblyai/download-failed", message: expect.stringContaining("files.example.test") },
      });
      expect(JSON.stringify(await desk.means.store.journal(id))).not.toContain("raw-secret");
    });
  });
});
