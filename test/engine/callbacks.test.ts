import { describe, expect, it } from "vitest";
import type { AccountPolicy } from "../../src/domain/account-policy.ts";
import type { Policy } from "../../src/domain/policy.ts";
import { CALLBACK_PARAMETER } from "../../src/engine/callbacks.ts";
import { defaultAccountPolicy } from "../../src/policy/account-policy.ts";
import { arrivalLimitMs } from "../../src/policy/arrival-limit.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { DEEPGRAM_FACTS } from "../../src/providers/deepgram/facts.ts";
import { wav } from "../elsa-talk.ts";
import { CallbackDesk, type CallbackDeskOptions } from "./callback-desk.ts";

const LOST = "tenuto/callback-lost";
const MINUTE = 60_000;

/** How long the result of the desk's recording may take to come: nobody has looked how long it is. */
const LIMIT_MS = arrivalLimitMs(defaultPolicy, DEEPGRAM_FACTS, {
  bytes: wav({ seconds: 3 }).byteLength,
  audioMs: null,
});

const resubmitting: Policy = {
  ...defaultPolicy,
  reconcile: { ...defaultPolicy.reconcile, onUncertain: "resubmit", resubmitUpToSeconds: 600 },
};
const { budgets } = defaultAccountPolicy;
const withMoney = (floorSeconds: number): AccountPolicy => ({
  ...defaultAccountPolicy,
  budgets: { ...budgets, money: { ...budgets.money, share: 0, floorSeconds, duplicatesOfJob: 1 } },
});

/** One recording through a desk, as far as it goes. */
async function through(options: CallbackDeskOptions = {}, prepare: (desk: CallbackDesk) => void = () => undefined) {
  const desk = new CallbackDesk(options);
  prepare(desk);
  const id = await desk.play(async () => {
    const accepted = await desk.accept();
    await desk.work();
    return accepted;
  });
  return { desk, id };
}

describe("a result that comes to the webhook", () => {
  it("is taken as soon as it comes, with one request and no question", async () => {
    const { desk, id } = await through();
    expect(await desk.status(id)).toBe("completed");
    expect(desk.sent).toHaveLength(1);
    expect(desk.elapsed).toBeLessThan(25_000);
    const result = await desk.means.store.result(id);
    expect(result).toMatchObject({ provider: "deepgram", text: expect.stringContaining("did not listen") });
    expect(desk.ledger).toMatchObject({ billed: 1, billedTwice: [] });
    const [submission] = await desk.means.store.submissions(id);
    expect(submission).toMatchObject({ outcome: "completed", remoteId: result?.remoteId, certainty: "accepted" });
    expect(await desk.means.store.arrival(id, 1)).toBeNull();
  });

  it("shows its address, by which anybody could send one, nowhere", async () => {
    const { desk, id } = await through();
    const callback = new URL(desk.sent[0] ?? "").searchParams.get("callback") ?? "";
    const token = new URL(callback).searchParams.get(CALLBACK_PARAMETER) ?? "";
    expect(token).toContain(id);
    const kept = await desk.kept(id);
    expect(kept).not.toContain(token);
    expect(kept).not.toContain(token.split(".")[2]);
  });

  it("has its token taken out of whatever the provider repeats of it", async () => {
    let token = "";
    const { desk, id } = await through({
      wire: (twin) => ({
        send: async (call, limits) => {
          const callback = new URL(call.url).searchParams.get("callback") ?? "";
          token = new URL(callback).searchParams.get(CALLBACK_PARAMETER) ?? "";
          const exchange = await twin.send(call, limits);
          const body = JSON.stringify({ err_code: "Bad Request", err_msg: `No callback to ${token} at ${callback}` });
          return { ...exchange, outcome: { kind: "reply", status: 400, headers: {}, body, complete: true } };
        },
      }),
    });
    const kept = await desk.kept(id);
    expect(kept).toContain("No callback to");
    expect(token).not.toBe("");
    expect(kept).not.toContain(token.split(".")[2]);
  });

  it("is found although it comes before the reply to its submit", async () => {
    const { desk, id } = await through({
      scenario: "processing: 1s",
      wire: (twin, { runtime }) => ({
        send: async (call, limits) => {
          const exchange = await twin.send(call, limits);
          await runtime.clock.sleep(10_000);
          return exchange;
        },
      }),
    });
    expect(await desk.status(id)).toBe("completed");
    expect(desk.sent).toHaveLength(1);
    expect(desk.elapsed).toBeLessThan(13_000);
  });

  it("settles a submit whose reply was lost: nothing is sent again", async () => {
    const { desk, id } = await through({
      scenario: "processing: 90s\nfaults: [{ stage: submit, fault: reset-after }]",
    });
    expect(await desk.status(id)).toBe("completed");
    expect(await desk.faults(id)).toEqual(["network/reset: reconcile by uncertain"]);
    expect([desk.sent.length, desk.ledger.billed]).toEqual([1, 1]);
    expect(desk.elapsed).toBeLessThan(95_000);
    const entries = (await desk.means.store.journal(id)).map(({ entry }) => entry);
    const result = await desk.means.store.result(id);
    expect(entries).toContainEqual(expect.objectContaining({ type: "looked-up", found: result?.remoteId }));
  });

  it("is sent again by the provider until somebody takes it", async () => {
    const desk = new CallbackDesk();
    desk.answers = "nobody";
    const id = await desk.play(async () => {
      const accepted = await desk.accept();
      void desk.runtime.clock.sleep(100_000).then(() => {
        desk.answers = "we";
      });
      await desk.work();
      return accepted;
    });
    expect(await desk.status(id)).toBe("completed");
    expect(desk.posts.map(({ status }) => status)).toEqual([null, null, null, 200]);
    expect(desk.sent).toHaveLength(1);
  });

  it("that makes no sense is refused, and taken when it comes whole", async () => {
    let comes = 0;
    const { desk, id } = await through({}, (one) => {
      one.onTheWay = (body) => {
        comes += 1;
        return comes === 1 ? body.slice(0, 40) : body;
      };
    });
    expect(await desk.status(id)).toBe("completed");
    expect(desk.posts.map(({ status }) => status)).toEqual([400, 200]);
  });

  it("does no harm when it comes twice, or for a job that is gone", async () => {
    const { desk, id } = await through();
    const [first] = desk.posts;
    if (first === undefined) throw new Error("nothing was sent");
    await desk.play(async () => {
      const before = await desk.means.store.lastSeq();
      expect(await desk.receive(first.post)).toBe(200);
      expect(await desk.means.store.arrival(id, 1)).toBeNull();
      await desk.means.store.remove(id);
      expect(await desk.receive(first.post)).toBe(200);
      expect(await desk.means.store.lastSeq()).toBe(before);
    });
  });

  it("is kept where nobody works when it comes, and taken by whoever works next", async () => {
    const desk = new CallbackDesk();
    await desk.play(async () => {
      const id = await desk.accept();
      expect(await desk.work(5_000)).toBe("stopped");
      // Nobody works any more, and the listener still hears.
      while (desk.posts.length === 0) await desk.runtime.clock.sleep(1_000);
      expect(await desk.means.store.arrival(id, 1)).not.toBeNull();
      expect(await desk.status(id)).toBe("open");
      expect(await desk.work()).toBe("done");
      expect(await desk.status(id)).toBe("completed");
      expect(desk.sent).toHaveLength(1);
    });
  });

  it("needs no key to be taken", async () => {
    const desk = new CallbackDesk();
    await desk.play(async () => {
      const id = await desk.accept();
      const working = desk.work();
      while (desk.sent.length === 0) await desk.runtime.clock.sleep(100);
      await desk.runtime.clock.sleep(1_000);
      desk.noKey = { why: "somebody removed it" };
      await working;
      expect(await desk.status(id)).toBe("completed");
    });
  });
});

describe("a run that failed, as the webhook is told", () => {
  const failing = (words: string, times = Number.POSITIVE_INFINITY) => {
    let failed = 0;
    return (body: string): string => {
      failed += 1;
      if (failed > times) return body;
      const { request_id } = JSON.parse(body).metadata;
      return JSON.stringify({ err_code: "Bad Request", err_msg: words, request_id });
    };
  };

  it("is asked for again where it may pass", async () => {
    const { desk, id } = await through({}, (one) => {
      one.onTheWay = failing("Something gave way", 1);
    });
    expect(await desk.status(id)).toBe("completed");
    expect(await desk.faults(id)).toEqual(["deepgram/callback-failed: rewind by deepgram/callback-failed"]);
    expect(desk.sent).toHaveLength(2);
    expect(new Set(desk.sent).size).toBe(2);
    expect((await desk.means.store.submissions(id)).map(({ outcome }) => outcome)).toEqual(["failed", "completed"]);
  });

  // Nothing is mended here, and there is no address to fetch it from.
  it.each([
    ["deepgram/callback-audio", "Bad Request: failed to process audio: corrupt or unsupported data"],
    ["deepgram/callback-remote-content", "The remote server hosting the media returned a client error: 410 Gone"],
  ])("ends the job as %s where it stays so", async (code, words) => {
    const { desk, id } = await through({}, (one) => {
      one.onTheWay = failing(words);
    });
    expect(await desk.status(id)).toBe("failed");
    expect(await desk.faults(id)).toEqual([`${code}: fail by ${code}`]);
    expect(await desk.kept(id)).toContain(words);
    expect(desk.sent).toHaveLength(1);
  });

  it("is given up after so many runs as the policy allows", async () => {
    const { desk, id } = await through({}, (one) => {
      one.onTheWay = failing("Something gave way");
    });
    expect(await desk.status(id)).toBe("failed");
    expect(desk.sent).toHaveLength(defaultPolicy.submissions.max);
  });
});

describe("a result that never comes", () => {
  const nobody = (desk: CallbackDesk): void => {
    desk.answers = "nobody";
  };

  it("is a fault of its own after all its redeliveries, and its job is held: it may be paid for", async () => {
    const { desk, id } = await through({}, nobody);
    expect(await desk.status(id)).toBe("parked");
    expect(await desk.faults(id)).toEqual([`${LOST}: park by ${LOST}`]);
    expect(desk.posts).toHaveLength(11);
    expect([desk.sent.length, desk.ledger.billed]).toEqual([1, 1]);
    expect(desk.elapsed).toBeGreaterThanOrEqual(LIMIT_MS);
    expect(desk.elapsed).toBeLessThan(LIMIT_MS + MINUTE);
  });

  it("is asked for again where policy and money budget allow it", async () => {
    const desk = new CallbackDesk({ policy: resubmitting, accountPolicy: withMoney(600) });
    desk.answers = "nobody";
    const id = await desk.play(async () => {
      const accepted = await desk.accept({ isMeasured: true });
      void desk.runtime.clock.sleep(LIMIT_MS - 10_000).then(() => {
        desk.answers = "we";
      });
      await desk.work();
      return accepted;
    });
    expect(await desk.faults(id)).toEqual([`${LOST}: retry by uncertain/resubmit`]);
    expect(await desk.status(id)).toBe("completed");
    expect([desk.sent.length, desk.ledger.billed]).toEqual([2, 2]);
    expect((await desk.means.store.submissions(id)).map(({ outcome }) => outcome)).toEqual(["abandoned", "completed"]);
  });

  it("is held where the money budget does not allow it", async () => {
    const desk = new CallbackDesk({ policy: resubmitting, accountPolicy: withMoney(1) });
    desk.answers = "nobody";
    await desk.play(async () => {
      const id = await desk.accept({ isMeasured: true });
      await desk.work();
      expect(await desk.faults(id)).toEqual([`${LOST}: park by budget/money`]);
    });
    expect(desk.sent).toHaveLength(1);
  });

  it("is taken when it comes after all, in place of the one that was asked for since", async () => {
    const desk = new CallbackDesk({ policy: resubmitting, accountPolicy: withMoney(600) });
    desk.answers = "nobody";
    await desk.play(async () => {
      const id = await desk.accept({ isMeasured: true });
      const working = desk.work();
      while (desk.sent.length < 2) await desk.runtime.clock.sleep(1_000);
      const [first] = desk.posts;
      if (first === undefined) throw new Error("nothing was sent");
      desk.answers = "we";
      expect(await desk.receive(first.post)).toBe(200);
      expect(await working).toBe("done");
      const [sent = null, , taken = null] = await desk.means.store.submissions(id);
      expect((await desk.means.store.submissions(id)).map(({ outcome }) => outcome)).toEqual([
        "abandoned",
        "displaced",
        "completed",
      ]);
      expect(taken?.remoteId).toBe(sent?.remoteId);
      // What is under way at the provider comes too, and is of no use.
      while (desk.posts.at(-1)?.post.webhook.url === first.post.webhook.url) await desk.runtime.clock.sleep(1_000);
      expect(desk.posts.at(-1)?.status).toBe(200);
      expect(await desk.means.store.arrival(id, 2)).toBeNull();
    });
  });

  it("completes its held job when it comes after all", async () => {
    const { desk, id } = await through({}, nobody);
    const [{ post } = { post: null }] = desk.posts;
    if (post === null) throw new Error("nothing was sent");
    await desk.play(async () => {
      desk.answers = "we";
      expect(await desk.receive(post)).toBe(200);
      expect(await desk.work()).toBe("done");
    });
    expect(await desk.status(id)).toBe("completed");
    expect(desk.sent).toHaveLength(1);
  });

  it("is asked for anew when a person says so", async () => {
    const { desk, id } = await through({}, nobody);
    await desk.play(async () => {
      desk.answers = "we";
      expect(await desk.house.reopen(id, "somebody asked")).toEqual({ kind: "reopened" });
      expect(await desk.work()).toBe("done");
    });
    expect(await desk.status(id)).toBe("completed");
    expect(desk.sent).toHaveLength(2);
  });

  it("of a submit whose reply was lost as well is held likewise", async () => {
    const { desk, id } = await through(
      { scenario: "processing: 20s\nfaults: [{ stage: submit, fault: reset-after }]" },
      nobody,
    );
    expect(await desk.status(id)).toBe("parked");
    expect(await desk.faults(id)).toEqual([
      "network/reset: reconcile by uncertain",
      "tenuto/lost-reply: park by tenuto/lost-reply",
    ]);
    expect(desk.sent).toHaveLength(1);
    expect(desk.elapsed).toBeGreaterThanOrEqual(LIMIT_MS);
  });
});
