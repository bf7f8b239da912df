import { describe, expect, it } from "vitest";
import { deepgramProvider } from "../../src/providers/deepgram/client.ts";
import { DEEPGRAM_ERRORS } from "../../src/providers/deepgram/errors.ts";
import { deepgramServer } from "../../src/providers/deepgram/server.ts";
import { OneCallDesk, type OneCallDeskOptions } from "./one-call-desk.ts";
import { reportOf, tools } from "./recording-tools.ts";

const KEY = "planted-deepgram-key";
const AGAIN = ["retry", "retry", "retry", "retry"] as const;

/** What comes of a job that meets a refusal again and again: the verdicts, and where it stands soon after. */
const OUTCOMES: Readonly<Record<string, readonly [verdicts: readonly string[], status: string]>> = {
  "invalid-auth": [["retry", "park"], "parked"],
  "insufficient-permissions": [["park"], "parked"],
  "model-access": [["fail"], "failed"],
  "payment-required": [["park"], "parked"],
  "project-not-found": [["fail"], "failed"],
  "invalid-json": [["fail"], "failed"],
  "corrupt-audio": [["repair", "fail"], "failed"],
  "unknown-model": [["fail"], "failed"],
  "invalid-query": [["fail"], "failed"],
  // There is no address to fetch it from: it was sent.
  "remote-content": [["fail"], "failed"],
  "upload-interrupted": [["retry", "retry", "retry", "fail"], "failed"],
  unprocessable: [["retry", "fail"], "failed"],
  "too-large": [["fail"], "failed"],
  "too-many-requests": [[...AGAIN, "park"], "parked"],
  "service-unavailable": [[...AGAIN, "park"], "parked"],
  // It may have been charged, and nobody can be asked.
  "processing-timeout": [["park"], "parked"],
};

/** Less than a hold lasts: what comes after it is the trial's. */
const SOON_MS = 4 * 60_000;

const desk = (options: Partial<OneCallDeskOptions> = {}) =>
  new OneCallDesk({ provider: deepgramProvider, server: deepgramServer, ...options });

describe("each refusal of Deepgram, met again and again", { timeout: 60_000 }, () => {
  it("has an outcome here", () => {
    const refusals = DEEPGRAM_ERRORS.filter(({ seen }) => seen === "reply");
    const codes = refusals.map(({ code }) => code.replace("deepgram/", ""));
    expect(Object.keys(OUTCOMES).toSorted()).toEqual(codes.toSorted());
  });

  it.each(Object.entries(OUTCOMES))("%s is said, heard, named and decided as documented", async (code, outcome) => {
    const [verdicts, status] = outcome;
    const mends = verdicts.includes("repair");
    const one = desk({
      scenario: `processing: 1s\nfaults: [{ stage: submit, fault: deepgram/${code} }]`,
      key: KEY,
      ...(mends ? { recordings: tools(reportOf()).recordings } : {}),
    });
    const test = async (): Promise<string> => {
      const [accepted = ""] = await one.accept();
      await one.work(SOON_MS);
      return accepted;
    };
    const id = await (mends ? one.playWithFiles(test) : one.play(test));
    expect(await one.faults(id)).toEqual(verdicts.map((action) => `deepgram/${code}: ${action}`));
    const job = await one.means.store.get(id);
    expect(job?.state.status).toBe(status);
    const kept = [job, await one.means.store.journal(id), await one.means.store.submissions(id)];
    expect(JSON.stringify(kept)).not.toContain(KEY);
    expect(one.ledger.billed).toBe(0);
  });
});

describe("Deepgram without a webhook", () => {
  it("answers each request with its transcript", async () => {
    const one = desk();
    await one.play(async () => {
      const ids = await one.accept(3);
      await one.work(SOON_MS);
      for (const id of ids) expect((await one.means.store.result(id))?.text).toContain("did not listen");
    });
    expect([one.sent.length, one.ledger.billed]).toEqual([3, 3]);
  });

  it("holds at once what may have been accepted: no result will come by itself", async () => {
    const one = desk({ scenario: "processing: 1s\nfaults: [{ stage: submit, fault: reset-after }]" });
    await one.play(async () => {
      const [id = ""] = await one.accept();
      await one.work(SOON_MS);
      expect(await one.faults(id)).toEqual(["network/reset: park"]);
    });
    expect(one.sent).toHaveLength(1);
  });
});
