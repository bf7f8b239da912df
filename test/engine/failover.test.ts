import { describe, expect, it } from "vitest";
import type { Policy } from "../../src/domain/policy.ts";
import { requireChain } from "../../src/engine/chain.ts";
import { anew } from "../../src/engine/reopen.ts";
import { defaultAccountPolicy } from "../../src/policy/account-policy.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { ChainDesk, type ScriptedLink } from "./chain-desk.ts";

const HOUR = 3_600_000;
const FREE = { submitCharges: false } as const;
const SPOKEN = { text: "one two three" };
/** Its calls cost nothing, so that nobody has to wonder what became of one. */
const one = (...replies: ScriptedLink["replies"]): ScriptedLink => ({ name: "one", replies, facts: FREE });
const two = (...replies: ScriptedLink["replies"]): ScriptedLink => ({ name: "two", replies, facts: FREE });
const here: ScriptedLink = { name: "here", replies: [SPOKEN], facts: { ...FREE, rough: true } };
/** What it was asked for may be paid for. */
const dear = (link: ScriptedLink): ScriptedLink => ({ ...link, facts: {} });

/** Money for whatever has to be paid twice. */
const GENEROUS = {
  ...defaultAccountPolicy,
  budgets: { ...defaultAccountPolicy.budgets, money: { share: 1, floorSeconds: 100_000, duplicatesOfJob: 3 } },
};

describe("a chain of providers", () => {
  it("asks nobody but the first as long as that one answers", async () => {
    const desk = new ChainDesk({ links: [one(429, SPOKEN), two(SPOKEN)] });
    await desk.play(async () => {
      const [id = ""] = await desk.accept();
      await desk.work(HOUR);
      expect(desk.order).toEqual(["one", "one"]);
      const answered = { provider: "one", account: "at-one" };
      expect((await desk.result(id))?.route).toEqual({ answered, left: [], lost: [] });
    });
  });

  it("gives each link all its attempts, and says who answered and why not the others", async () => {
    const desk = new ChainDesk({ links: [one(503), two(503), here] });
    await desk.play(async () => {
      const [id = ""] = await desk.accept();
      await desk.work(HOUR);
      expect(desk.order).toEqual(
        [..."11111"]
          .map(() => "one")
          .concat(
            [..."11111"].map(() => "two"),
            "here",
          ),
      );
      const transcript = await desk.result(id);
      expect(transcript?.provider).toBe("here");
      expect(transcript?.route?.answered).toEqual({ provider: "here", account: "at-here" });
      expect(transcript?.route?.left.map(({ account, code }) => `${account} ${code}`)).toEqual([
        "at-one http/503",
        "at-two http/503",
      ]);
      const journal = await desk.means.store.journal(id);
      expect(journal.flatMap(({ entry }) => (entry.type === "went-on" ? entry.to.provider : []))).toEqual([
        "two",
        "here",
      ]);
      expect((await desk.means.store.submissions(id)).map(({ provider, outcome }) => `${provider} ${outcome}`)).toEqual(
        ["one failed", "two failed", "here completed"],
      );
    });
  });

  it("goes on at once where a key is refused, and the jobs behind it do not try it first", async () => {
    const desk = new ChainDesk({ links: [one(401), two(SPOKEN)] });
    await desk.play(async () => {
      await desk.accept(20);
      await desk.work(HOUR);
      expect((await desk.means.store.counts()).completed).toBe(20);
      // Four slots, each confirmed once; all others see that the account is held.
      expect(desk.order.filter((name) => name === "one").length).toBeLessThanOrEqual(8);
      expect(desk.order.filter((name) => name === "two")).toHaveLength(20);
    });
  });

  it("takes the jobs behind a breaker elsewhere once it has been an outage, and not for a hiccup", async () => {
    const outage = new ChainDesk({ links: [one(503), two(SPOKEN)] });
    await outage.play(async () => {
      await outage.accept(60);
      await outage.work(HOUR);
      expect((await outage.means.store.counts()).completed).toBe(60);
      expect(outage.order.filter((name) => name === "one").length).toBeLessThan(60);
      expect(outage.runtime.clock.monotonic()).toBeLessThan(15 * 60_000);
    });
    const hiccup = new ChainDesk({ links: [one(...Array(10).fill(503), SPOKEN), two(SPOKEN)] });
    await hiccup.play(async () => {
      await hiccup.accept(60);
      await hiccup.work(HOUR);
      expect(hiccup.order.filter((name) => name === "two").length).toBeLessThan(5);
    });
  });

  it("stays with what is wrong with the recording, which another provider would not mend", async () => {
    const policy: Policy = { ...defaultPolicy, failover: { ...defaultPolicy.failover, on: ["audio"] } };
    for (const [asked, wanted] of [
      [defaultPolicy, "failed"],
      [policy, "completed"],
    ] as const) {
      const desk = new ChainDesk({ links: [one(415), two(SPOKEN)], policy: asked });
      await desk.play(async () => {
        const [id = ""] = await desk.accept();
        await desk.work(HOUR);
        expect((await desk.job(id)).state.status).toBe(wanted);
      });
    }
  });

  it("ends where its last link ends, with that one's fault", async () => {
    const desk = new ChainDesk({ links: [one(503), two(400)] });
    await desk.play(async () => {
      const [id = ""] = await desk.accept();
      await desk.work(HOUR);
      const { state, left } = await desk.job(id);
      expect(state).toMatchObject({ status: "failed", fault: { code: "http/400" } });
      expect(left?.map(({ provider }) => provider)).toEqual(["one"]);
    });
  });

  it("leaves a submit that may have been accepted only where the money budget allows it", async () => {
    const links = [dear(one("reset")), dear(two(SPOKEN))] as const;
    const held = new ChainDesk({ links });
    await held.play(async () => {
      const [id = ""] = await held.accept();
      await held.work(HOUR);
      expect((await held.job(id)).state).toMatchObject({ status: "parked" });
      expect(held.order).toEqual(["one"]);
    });
    const paid = new ChainDesk({ links, accountPolicy: GENEROUS });
    await paid.play(async () => {
      const [id = ""] = await paid.accept();
      await paid.work(HOUR);
      expect((await paid.result(id))?.provider).toBe("two");
      expect((await paid.means.store.submissions(id)).map(({ outcome }) => outcome)).toEqual([
        "abandoned",
        "completed",
      ]);
    });
  });

  it("asks a program of this machine without a thought for money", async () => {
    const desk = new ChainDesk({ links: [dear(one("reset")), here] });
    await desk.play(async () => {
      const [id = ""] = await desk.accept();
      await desk.work(HOUR);
      expect((await desk.result(id))?.provider).toBe("here");
    });
  });

  it("begins at its first link again when somebody has it tried again", async () => {
    const desk = new ChainDesk({ links: [one(503, 503, 503, 503, 503, SPOKEN), two(400)] });
    await desk.play(async () => {
      const [id = ""] = await desk.accept();
      await desk.work(HOUR);
      const { store } = desk.means;
      const next = anew(
        await desk.job(id),
        await store.submissions(id),
        { stages: ["submit"], canLookUp: false },
        desk.runtime.clock.now(),
      );
      expect(await store.reopen(next.job, next.submissions, "again")).toBe(true);
      await desk.work(HOUR);
      expect((await desk.result(id))?.route).toMatchObject({ answered: { provider: "one" }, left: [] });
    });
  });
});

describe("a process that dies while a job goes on elsewhere", () => {
  const MOMENTS = Array.from({ length: 14 }, (_, index) => index + 1);

  it.each(
    MOMENTS.flatMap((at) => [
      { at, committed: false },
      { at, committed: true },
    ]),
  )("loses nothing and leaves each link once, at commit $at, committed: $committed", async (death) => {
    const desk = new ChainDesk({ links: [one(503), dear(two(429)), here], death });
    await desk.play(async () => {
      const [id = ""] = await desk.accept();
      await desk.work(3 * HOUR);
      const job = await desk.job(id);
      expect(job.state.status).toBe("completed");
      expect(job.left?.map(({ provider }) => provider)).toEqual(["one", "two"]);
      const journal = await desk.means.store.journal(id);
      expect(journal.filter(({ entry }) => entry.type === "went-on")).toHaveLength(2);
      // What was under way at a death is asked once more, and nothing else.
      expect(desk.asked.length).toBeLessThanOrEqual(5 + 5 + 1 + 1);
    });
  });
});

describe("a submit whose reply nobody heard, at a provider that cannot be asked", () => {
  const alone = { links: [dear(one(SPOKEN))], death: { at: 2, committed: false } } as const;

  it("is held and says so, however often its job is woken, and never sent again unasked", async () => {
    const desk = new ChainDesk(alone);
    await desk.play(async () => {
      const [id = ""] = await desk.accept();
      for (let round = 0; round < 3; round += 1) {
        await desk.work(10 * 60_000);
        expect((await desk.job(id)).state).toMatchObject({ status: "parked", fault: { code: "tenuto/lost-reply" } });
        await desk.means.store.wake({ id }, "resumed");
      }
      expect(desk.asked).toHaveLength(1);
    });
  });

  it("is sent again by itself where the policy and the money budget allow it", async () => {
    const reconcile = { ...defaultPolicy.reconcile, onUncertain: "resubmit", resubmitUpToSeconds: 120 } as const;
    const desk = new ChainDesk({ ...alone, policy: { ...defaultPolicy, reconcile }, accountPolicy: GENEROUS });
    await desk.play(async () => {
      const [id = ""] = await desk.accept();
      await desk.work(HOUR);
      expect((await desk.job(id)).state.status).toBe("completed");
      expect(desk.asked).toHaveLength(2);
    });
  });
});

describe("what a link of a chain cannot do", () => {
  const links = [one(SPOKEN), { ...here, facts: { ...here.facts, languages: ["en"], tellsSpeakers: false } }] as const;
  const chain = new ChainDesk({ links }).chain;
  const allowing = { ...chain, mayLose: ["speakers"] as const };

  it("is refused before anything is taken in, with the link and the field", () => {
    const asking =
      (options: object, more: object = {}) =>
      () =>
        requireChain(chain, { options, ...more });
    expect(asking({})).not.toThrow();
    expect(asking({ language: "en-GB" })).not.toThrow();
    expect(asking({ language: "de" })).toThrow(/Language is de, and link 2 of the chain, here, knows en only/);
    expect(asking({ speakers: 2 })).toThrow(/Speakers would be lost at link 2 of the chain, here/);
    expect(asking({}, { providerOptions: { speech_model: "best" } })).toThrow(
      /Provider-options would be lost at link 2/,
    );
    expect(asking({}, { kind: "assessment" })).toThrow(/does not assess/);
  });

  it("may be lost where somebody allows it, and the transcript says so", async () => {
    expect(() => requireChain(allowing, { options: { speakers: 2 } })).not.toThrow();
    const desk = new ChainDesk({ links: [one(400), links[1]], mayLose: ["speakers"] });
    await desk.play(async () => {
      const [id = ""] = await desk.accept(1, { options: { speakers: 2 } });
      await desk.work(HOUR);
      expect((await desk.result(id))?.route?.lost).toEqual(["speakers"]);
    });
  });
});
