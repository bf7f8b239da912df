import { describe, expect, it } from "vitest";
import type { Fault } from "../../src/domain/fault.ts";
import type { Job } from "../../src/domain/job.ts";
import type { Submission } from "../../src/domain/submission.ts";
import { anew } from "../../src/engine/reopen.ts";
import { aFault, aSubmission, jobNumber } from "../../src/testing/store/fixture.ts";

const NOW = 5_000_000;
const STAGES = ["upload", "submit", "wait"] as const;

const over = (stage: Job["stage"], state: Job["state"]): Job => ({
  ...jobNumber(1, 0, { stage }),
  attempt: 7,
  spent: 5,
  streak: 3,
  repeats: 3,
  lastFault: aFault(0),
  state,
});
const failed = (stage: Job["stage"], fault: Partial<Fault> = {}): Job =>
  over(stage, { status: "failed", endedAt: 1, fault: { ...aFault(0), ...fault } });
const canceled = (stage: Job["stage"]): Job => over(stage, { status: "canceled", endedAt: 1, reason: "no" });
const submission = (patch: Partial<Submission>): Submission => aSubmission("job_000001", { id: "sub", ...patch });
const ended = { endedAt: 1, outcome: "failed" } as const;

describe("a job that goes on after its end", () => {
  it("has all its attempts and its whole time again, and its earlier submissions count no more", () => {
    const { job } = anew(failed("upload"), [submission(ended)], { stages: STAGES, canLookUp: true }, NOW);
    expect(job).toMatchObject({ attempt: 0, spent: 0, streak: 0, repeats: 0, lastFault: null, earlierSubmissions: 1 });
    expect(job.deadline).toBe(NOW + job.request.policy.deadlineMs);
    expect(job.state).toEqual({ status: "open", due: NOW });
  });

  it("is delivered where the transcript is here already", () => {
    const next = anew(
      failed("deliver"),
      [submission({ ...ended, outcome: "completed" })],
      { stages: STAGES, canLookUp: true },
      NOW,
    );
    expect(next).toMatchObject({ job: { stage: "deliver" }, submissions: [], needsRecording: false });
  });

  it.each([
    ["it was canceled", canceled("wait")],
    ["its time was over", failed("wait", { code: "tenuto/deadline" })],
    ["only the polls failed", failed("wait", { scope: "attempt" })],
    ["the account was in trouble", failed("wait", { scope: "account" })],
  ])("waits for its run where %s", (_, job) => {
    const next = anew(job, [submission({ ...ended, remoteId: "r-1" })], { stages: STAGES, canLookUp: true }, NOW);
    expect(next).toMatchObject({ job: { stage: "wait" }, needsRecording: false });
    expect(next.submissions).toMatchObject([{ id: "sub", remoteId: "r-1", endedAt: null, outcome: null }]);
  });

  it("begins anew where its run failed at the provider", () => {
    const next = anew(
      failed("wait"),
      [submission({ ...ended, remoteId: "r-1" })],
      { stages: STAGES, canLookUp: true },
      NOW,
    );
    expect(next).toMatchObject({ job: { stage: "upload" }, submissions: [], needsRecording: true });
  });

  it.each([
    ["canceled while it was sent", canceled("submit"), { uncertainSince: null }],
    ["failed by its time", failed("submit", { code: "tenuto/deadline", certainty: "unknown" }), { uncertainSince: 9 }],
    [
      "refused later than it was sent",
      failed("submit", { stage: "submit", certainty: "rejected" }),
      { uncertainSince: 9 },
    ],
  ])("looks an uncertain submit up first: %s", (_, job, patch) => {
    const next = anew(job, [submission({ ...ended, ...patch, intentAt: 3 })], { stages: STAGES, canLookUp: true }, NOW);
    expect(next).toMatchObject({ job: { stage: "submit" }, needsRecording: false });
    expect(next.submissions).toMatchObject([{ intentAt: 3, endedAt: null, outcome: null }]);
  });

  it("sends an uncertain submit again where the provider cannot be asked: somebody has decided to", () => {
    const open = submission({ intentAt: 3, uncertainSince: 9, certainty: "unknown" });
    const next = anew(canceled("submit"), [open], { stages: ["submit"], canLookUp: false }, NOW);
    expect(next).toMatchObject({ job: { stage: "submit" }, needsRecording: true });
    expect(next.submissions).toMatchObject([{ endedAt: NOW, outcome: "abandoned" }]);
  });

  it("begins anew where the submit was refused for certain", () => {
    const job = failed("submit", { stage: "submit", certainty: "rejected" });
    const next = anew(job, [submission({ ...ended, intentAt: 3 })], { stages: STAGES, canLookUp: true }, NOW);
    expect(next).toMatchObject({ job: { stage: "upload" }, needsRecording: true });
  });

  it("gives up an upload that nothing was submitted with", () => {
    const next = anew(canceled("submit"), [submission({ uploadedAt: 2 })], { stages: STAGES, canLookUp: true }, NOW);
    expect(next.job.stage).toBe("upload");
    expect(next.submissions).toMatchObject([{ endedAt: NOW, outcome: "abandoned" }]);
  });

  it("needs no recording where the provider fetches it", () => {
    const job = failed("submit", { stage: "submit", certainty: "rejected" });
    const fetched = { ...job, request: { ...job.request, audioUrl: "https://host/a.mp3" } };
    expect(anew(fetched, [], { stages: STAGES, canLookUp: true }, NOW)).toMatchObject({
      job: { stage: "submit" },
      needsRecording: false,
    });
  });

  it("begins at the only stage of a provider that answers at once", () => {
    expect(anew(failed("submit"), [], { stages: ["submit"], canLookUp: false }, NOW).job.stage).toBe("submit");
  });
});
