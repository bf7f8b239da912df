import { describe, expect, it } from "vitest";
import type { AccountPolicy } from "../../src/domain/account-policy.ts";
import type { Policy } from "../../src/domain/policy.ts";
import { defaultAccountPolicy } from "../../src/policy/account-policy.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { openai } from "../../src/providers/openai/client.ts";
import { OPENAI_ERRORS } from "../../src/providers/openai/errors.ts";
import { openaiServer } from "../../src/providers/openai/server.ts";
import { OneCallDesk, type OneCallDeskOptions } from "./one-call-desk.ts";
import { reportOf, tools } from "./recording-tools.ts";

const KEY = "planted-openai-key";
const AGAIN = ["retry", "retry", "retry", "retry"] as const;

/** What comes of a job that meets a fault again and again: the verdicts, and where it stands soon after. */
const OUTCOMES: Readonly<Record<string, readonly [verdicts: readonly string[], status: string]>> = {
  "invalid-key": [["retry", "park"], "parked"],
  "no-organization": [["park"], "parked"],
  "region-not-supported": [["park"], "parked"],
  quota: [["park"], "parked"],
  "rate-limit": [[...AGAIN, "park"], "parked"],
  overloaded: [[...AGAIN, "park"], "parked"],
  "flex-capacity": [[...AGAIN, "park"], "parked"],
  "client-disconnected": [[...AGAIN, "park"], "parked"],
  // It may have been charged, and nobody can be asked.
  cancelled: [["park"], "parked"],
  dependency: [["retry", "fail"], "failed"],
  "server-error": [["park"], "parked"],
  "too-large": [["reroute", "fail"], "failed"],
  "too-long": [["reroute", "fail"], "failed"],
  "too-short": [["fail"], "failed"],
  "unsupported-format": [["repair", "fail"], "failed"],
  "unreadable-audio": [["repair", "fail"], "failed"],
  "conversion-failed": [["repair", "fail"], "failed"],
  "empty-audio": [["fail"], "failed"],
  "processing-failed": [["retry", "fail"], "failed"],
  "no-file": [["fail"], "failed"],
  "model-not-found": [["fail"], "failed"],
  "unsupported-value": [["fail"], "failed"],
  "invalid-field": [["fail"], "failed"],
  unprocessable: [["retry", "fail"], "failed"],
};

/** Less than a hold lasts: what comes after it is the trial's. */
const SOON_MS = 4 * 60_000;
const HOUR_MS = 3_600_000;

const desk = (options: Partial<OneCallDeskOptions> = {}) =>
  new OneCallDesk({ provider: openai, server: openaiServer, ...options });

const faulty = (...faults: readonly string[]) => `processing: 1s\nfaults: [${faults.join(", ")}]`;

/** Sending again what may have been charged is allowed, up to some minutes of audio. */
const resubmitting: Policy = {
  ...defaultPolicy,
  reconcile: { ...defaultPolicy.reconcile, onUncertain: "resubmit", resubmitUpToSeconds: 60 },
};
const { budgets } = defaultAccountPolicy;
const withMoney = (floorSeconds: number): AccountPolicy => ({
  ...defaultAccountPolicy,
  budgets: { ...budgets, money: { ...budgets.money, share: 0, floorSeconds, duplicatesOfJob: 1 } },
});

describe("each fault of servers of OpenAI's API, met again and again", { timeout: 60_000 }, () => {
  it("has an outcome here", () => {
    const codes = OPENAI_ERRORS.map(({ code }) => code.replace("openai/", ""));
    expect(Object.keys(OUTCOMES).toSorted()).toEqual(codes.toSorted());
  });

  it.each(Object.entries(OUTCOMES))("%s is said, heard, named and decided as documented", async (code, outcome) => {
    const [verdicts, status] = outcome;
    const mends = verdicts.some((verdict) => verdict === "repair" || verdict === "reroute");
    const one = desk({
      scenario: faulty(`{ stage: submit, fault: openai/${code} }`),
      key: KEY,
      ...(mends ? { recordings: tools(reportOf()).recordings } : {}),
    });
    const test = async (): Promise<string> => {
      const [accepted = ""] = await one.accept();
      await one.work(SOON_MS);
      return accepted;
    };
    const id = await (mends ? one.playWithFiles(test) : one.play(test));
    expect(await one.faults(id)).toEqual(verdicts.map((action) => `openai/${code}: ${action}`));
    const job = await one.means.store.get(id);
    expect(job?.state.status).toBe(status);
    const kept = [job, await one.means.store.journal(id), await one.means.store.submissions(id)];
    expect(JSON.stringify(kept)).not.toContain(KEY);
    expect(one.ledger.billed).toBe(0);
  });
});

describe("a job at a server of OpenAI's API", { timeout: 60_000 }, () => {
  it("gets over an overload and a server of somebody's own that comes back, and is charged once", async () => {
    const one = desk({
      scenario: faulty(
        "{ stage: submit, occurrence: 1, fault: openai/overloaded }",
        "{ stage: submit, occurrence: 2, fault: openai/client-disconnected }",
      ),
    });
    await one.play(async () => {
      const [id = ""] = await one.accept();
      await one.work(HOUR_MS);
      expect((await one.means.store.get(id))?.state.status).toBe("completed");
      expect(await one.means.store.result(id)).toMatchObject({ provider: "openai", remoteId: null });
    });
    expect(one.ledger).toMatchObject({ billed: 1, billedTwice: [] });
  });

  it("waits for as long as a Retry-After says, and comes no earlier", async () => {
    const one = desk({
      scenario: faulty("{ stage: submit, occurrence: 1-2, fault: openai/rate-limit, retry-after: 40 }"),
    });
    await one.play(async () => {
      await one.accept();
      await one.work(HOUR_MS);
    });
    expect(one.ledger).toMatchObject({ completed: 1, repliesTooEarly: 0 });
    const [first = 0, second = 0, third = 0] = one.sent;
    expect(second - first).toBeGreaterThanOrEqual(40_000);
    expect(third - second).toBeGreaterThanOrEqual(40_000);
  });

  it("is parked with its account when the money is gone, though that comes as a 429, and goes on by itself", async () => {
    const one = desk({ scenario: faulty("{ stage: submit, to: 5m, fault: openai/quota }") });
    await one.play(async () => {
      await one.accept(3);
      await one.work(4 * 60_000);
      const { completed, failed } = await one.counts();
      expect({ completed, failed }).toEqual({ completed: 0, failed: 0 });
      // Those under way when the first was refused, and none after it.
      expect(one.sent.length).toBeLessThanOrEqual(3);
      await one.work(6 * HOUR_MS);
      expect(await one.counts()).toMatchObject({ completed: 3, failed: 0, parked: 0 });
    });
    expect(one.ledger).toMatchObject({ billed: 3, billedTwice: [] });
  });

  it.each(["reset-after", "cut-json", "openai/server-error, processed: true", "http/502, processed: true"])(
    "is held when it may have been charged, and not sent again: %s",
    async (fault) => {
      const one = desk({ scenario: faulty(`{ stage: submit, occurrence: 1, fault: ${fault} }`) });
      await one.play(async () => {
        const [id = ""] = await one.accept();
        await one.work(3 * HOUR_MS);
        const job = await one.means.store.get(id);
        expect(job?.state).toMatchObject({ status: "parked", due: null });
        expect(job?.state).toMatchObject({ reason: expect.stringContaining("could be paid twice") });
      });
      expect(one.sent).toHaveLength(1);
      expect(one.ledger).toMatchObject({ billed: 1 });
    },
  );

  it.each(["reset-after", "cut-json", "openai/server-error, processed: true"])(
    "is sent again where the policy allows it and there is money for it: %s",
    async (fault) => {
      const one = desk({
        scenario: faulty(`{ stage: submit, occurrence: 1, fault: ${fault} }`),
        policy: resubmitting,
        accountPolicy: withMoney(60),
      });
      await one.play(async () => {
        const [id = ""] = await one.accept();
        await one.work(HOUR_MS);
        expect((await one.means.store.get(id))?.state.status).toBe("completed");
      });
      expect(one.ledger.contents.map(({ billed }) => billed)).toEqual([2]);
    },
  );

  it("pays twice for no more audio than the account's budget holds", async () => {
    const one = desk({
      // Each of the first ten replies is lost; there is money for two of them.
      scenario: faulty("{ stage: submit, occurrence: 1-10, fault: reset-after }"),
      policy: resubmitting,
      accountPolicy: withMoney(6),
    });
    await one.play(async () => {
      await one.accept(10);
      await one.work(2 * HOUR_MS);
    });
    expect(one.ledger.billedTwice).toHaveLength(2);
    expect(one.ledger.billed).toBe(12);
  });

  it("is sent in halves when its model takes no longer ones", async () => {
    const { recordings, plans } = tools(reportOf());
    const one = desk({ scenario: faulty("{ stage: submit, occurrence: 1, fault: openai/too-long }"), recordings });
    await one.playWithFiles(async () => {
      const [id = ""] = await one.accept();
      await one.work(10 * 60_000);
      expect(await one.faults(id)).toEqual(["openai/too-long: reroute"]);
      expect((await one.means.store.get(id))?.state.status).toBe("completed");
    });
    expect(plans.at(-1)?.pieces.length).toBeGreaterThan(1);
    expect(one.ledger).toMatchObject({ billed: plans.at(-1)?.pieces.length, billedTwice: [] });
  });
});
