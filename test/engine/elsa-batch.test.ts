import { describe, expect, it } from "vitest";
import type { AccountPolicy } from "../../src/domain/account-policy.ts";
import type { Policy } from "../../src/domain/policy.ts";
import { defaultAccountPolicy } from "../../src/policy/account-policy.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { ElsaDesk } from "./elsa-desk.ts";

/** With it no request fails three times in a row: so often is as often as may be paid for. */
const SEED = 4;
const JOBS = 200;
const MINUTE = 60_000;
const SCRIPT = { options: { script: ["go forward ten meters"] } };

/** Sending again what may have been charged is allowed, up to ten minutes of audio a day. */
const resubmitting: Policy = {
  ...defaultPolicy,
  reconcile: { ...defaultPolicy.reconcile, onUncertain: "resubmit", resubmitUpToSeconds: 60 },
};
const { budgets } = defaultAccountPolicy;
const generous: AccountPolicy = {
  ...defaultAccountPolicy,
  budgets: { ...budgets, money: { ...budgets.money, floorSeconds: 600, duplicatesOfJob: 2 } },
};

const TRANSIENT = [
  "elsa/asr-inter-process-exception",
  "elsa/asr-connection-failed",
  "elsa/asr-socket-timeout",
  "http/503",
  "reset-before",
  "reset-after",
  "cut-json",
];

describe("a batch of 200 scripted requests", { timeout: 60_000 }, () => {
  it.each(TRANSIENT)(
    "finishes where one in ten ends in %s, and none is paid for more often than the budget allows",
    async (fault) => {
      const scenario = `processing: 1s\nfaults: [{ stage: submit, probability: 0.1, fault: ${fault} }]`;
      const batch = new ElsaDesk({ scenario, seed: SEED, policy: resubmitting, accountPolicy: generous });
      await batch.play(async () => {
        await batch.accept(JOBS, SCRIPT);
        await batch.work(12 * 60 * MINUTE);
        expect(await batch.counts()).toMatchObject({ completed: JOBS, failed: 0, parked: 0 });
      });
      const { contents, faults } = batch.ledger;
      expect(Object.values(faults.submit ?? {})[0]).toBeGreaterThan(10);
      expect(contents).toHaveLength(JOBS);
      // Only where a reply is lost may there be a second one that is paid for, and no more than two.
      const most = Math.max(...contents.map(({ billed }) => billed));
      expect(most).toBeLessThanOrEqual(["reset-after", "cut-json"].includes(fault) ? 3 : 1);
    },
  );

  it("parks when the minutes run out in the middle, sends nothing meanwhile, and finishes after a top-up", async () => {
    // Each takes a quarter of a minute: there are minutes for half of them.
    const batch = new ElsaDesk({ scenario: "processing: 1s\nminutes: 25", seed: SEED });
    await batch.play(async () => {
      await batch.accept(JOBS, SCRIPT);
      await batch.work(10 * MINUTE);
      const { completed, failed, parked, open } = await batch.counts();
      expect({ completed, failed, left: parked + open }).toEqual({ completed: 100, failed: 0, left: 100 });
      const sent = batch.sent.length;
      // Those under way when the first was refused had been sent by then.
      expect(sent).toBeLessThanOrEqual(100 + 20);
      expect(Math.max(...batch.sent)).toBeLessThan(MINUTE);
      batch.topUp(60);
      await batch.work(6 * 60 * MINUTE);
      expect(await batch.counts()).toMatchObject({ completed: JOBS, failed: 0 });
    });
    expect(batch.ledger).toMatchObject({ billedTwice: [] });
    expect(batch.ledger.contents.map(({ billed }) => billed)).toEqual(Array.from({ length: JOBS }, () => 1));
  });
});
