import { describe, expect, it } from "vitest";
import type { Policy } from "../../src/domain/policy.ts";
import type { Transport } from "../../src/domain/transport.ts";
import { defaultAccountPolicy } from "../../src/policy/account-policy.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { Desk } from "./desk.ts";

const MINUTE = 60_000;

function withStuck(action: Policy["stuck"]["action"]): Policy {
  const submissions = { ...defaultPolicy.submissions, max: 2 };
  return { ...defaultPolicy, submissions, stuck: { times: 3, atLeastMs: 10 * MINUTE, action } };
}

/** Runs may be paid for once more without a limit. */
const generous = {
  ...defaultAccountPolicy,
  budgets: {
    ...defaultAccountPolicy.budgets,
    money: { share: 1, floorSeconds: 100_000, duplicatesOfJob: 2 },
  },
};

/** Asked after for ever, the first run never comes to its end. */
function neverEnding(twin: Transport): Transport {
  let first: string | null = null;
  return {
    send: async (call, limits) => {
      const exchange = await twin.send(call, limits);
      const { outcome } = exchange;
      if (outcome.kind !== "reply" || call.endpoint === "/v2/upload") return exchange;
      const run = JSON.parse(outcome.body) as { id?: string; status?: string };
      if (call.method === "POST") first ??= run.id ?? null;
      if (call.method !== "GET" || run.id !== first || run.status !== "completed") return exchange;
      return { ...exchange, outcome: { ...outcome, body: JSON.stringify({ ...run, status: "processing" }) } };
    },
  };
}

const AUDIO_MS = 1_000;

describe("a run that is stuck", () => {
  it("is told of once, and waited for", async () => {
    const desk = new Desk({ scenario: "processing: 90m", policy: withStuck("tell") });
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work(45 * MINUTE);
      // Whoever goes on with it does not tell of it again.
      await desk.work();
      expect(await desk.faults(id)).toEqual(["tenuto/stuck: retry by policy/stuck"]);
      const [told] = await desk.entries(id, "fault");
      const [accepted] = desk.at("submit");
      const after = (told?.at ?? 0) - (accepted ?? 0);
      expect(after).toBeGreaterThanOrEqual(10 * MINUTE);
      expect(after).toBeLessThanOrEqual(11 * MINUTE);
      expect(await desk.status(id)).toBe("completed");
      expect(desk.ledger.billed).toBe(1);
    });
  });

  it("is not one that the provider holds back", async () => {
    const desk = new Desk({ scenario: "processing: 40m\nconcurrency: 1", policy: withStuck("tell") });
    await desk.play(async () => {
      const [, second = ""] = [await desk.accept("one"), await desk.accept("two")];
      await desk.work(35 * MINUTE);
      expect(await desk.faults(second)).toEqual([]);
    });
  });

  it("is made once more where the policy says so, and the one that is done first is taken and the other deleted", async () => {
    const desk = new Desk({
      scenario: "processing: 30m",
      policy: withStuck("resubmit"),
      accountPolicy: generous,
      audioMs: AUDIO_MS,
    });
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work();
      expect(await desk.status(id)).toBe("completed");
      // The second is stuck as well, and the policy has no third.
      const told = ["tenuto/stuck: rewind by policy/stuck", "tenuto/stuck: retry by policy/stuck"];
      expect(await desk.faults(id)).toEqual(told);
      const [first, second, ...more] = await desk.means.store.submissions(id);
      expect(desk.count("submit")).toBe(2);
      expect(desk.count("upload")).toBe(1);
      // The elder is done first, and takes the place of the one that was made after it.
      expect([first?.outcome, second?.outcome, more[0]?.outcome]).toEqual(["abandoned", "displaced", "completed"]);
      expect(more[0]?.remoteId).toBe(first?.remoteId);
      const extra = await desk.entries(id, "extra-run");
      expect(extra).toMatchObject([{ remoteId: second?.remoteId, removed: true }]);
    });
  });

  it("is deleted where the one after it was done first", async () => {
    const options = { accountPolicy: generous, audioMs: AUDIO_MS, wire: neverEnding };
    const desk = new Desk({ scenario: "processing: 30m", policy: withStuck("resubmit"), ...options });
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work();
      expect(await desk.status(id)).toBe("completed");
      const [first, second] = await desk.means.store.submissions(id);
      expect([first?.outcome, second?.outcome]).toEqual(["abandoned", "completed"]);
      expect(await desk.entries(id, "extra-run")).toMatchObject([{ remoteId: first?.remoteId, removed: true }]);
    });
  });

  it("goes on being waited for where the money budget has nothing left for another", async () => {
    const desk = new Desk({ scenario: "processing: 30m", policy: withStuck("resubmit") });
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work();
      expect(await desk.faults(id)).toEqual(["tenuto/stuck: retry by policy/stuck"]);
      expect(desk.ledger).toMatchObject({ created: 1, billed: 1 });
    });
  });

  it("goes on being waited for where there is no other provider to ask", async () => {
    const desk = new Desk({ scenario: "processing: 30m", policy: withStuck("failover") });
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work();
      expect(await desk.faults(id)).toEqual(["tenuto/stuck: retry by policy/stuck"]);
      expect(await desk.status(id)).toBe("completed");
    });
  });
});
