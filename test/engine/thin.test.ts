import { describe, expect, it } from "vitest";
import type { Policy } from "../../src/domain/policy.ts";
import { defaultAccountPolicy } from "../../src/policy/account-policy.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { handMadeReport } from "../hand-made-report.ts";
import { ChainDesk, type ChainDeskOptions, type ScriptedLink } from "./chain-desk.ts";

const HOUR = 3_600_000;
const NOTHING = { text: "" };
/** Words until second 5 of a minute. */
const FEW = { text: "one two three four five" };
const ALL = { text: Array(55).fill("word").join(" ") };
const GENEROUS = {
  ...defaultAccountPolicy,
  budgets: { ...defaultAccountPolicy.budgets, money: { share: 1, floorSeconds: 1_000, duplicatesOfJob: 1 } },
};

function asked(...replies: ScriptedLink["replies"]): ScriptedLink {
  return { name: "one", replies };
}

/** A minute of sound, as somebody has measured it. */
function desk(options: Pick<ChainDeskOptions, "links"> & Partial<ChainDeskOptions>): ChainDesk {
  const report = handMadeReport({ durationMs: 60_000 });
  const recordings = {
    inspector: { inspect: async () => report, close: async () => undefined },
    mender: { mend: () => Promise.reject(new Error("nothing is to be mended")) },
  };
  return new ChainDesk({ recordings, accountPolicy: GENEROUS, ...options });
}

function thinly(action: Policy["thin"]["action"]): Policy {
  return { ...defaultPolicy, thin: { ...defaultPolicy.thin, action } };
}

/** The job's transcript at its end, and its faults. */
async function endOf(world: ChainDesk) {
  return world.play(async () => {
    const [id = ""] = await world.accept();
    await world.work(HOUR);
    const journal = await world.means.store.journal(id);
    const faults = journal.flatMap(({ entry }) =>
      entry.type === "fault" ? [`${entry.fault.code}: ${entry.verdict.action}`] : [],
    );
    return { transcript: await world.result(id), faults, status: (await world.job(id)).state.status };
  });
}

describe("a transcript with too little in it", () => {
  it("is asked for once more, and the one with words is taken without a doubt", async () => {
    for (const thin of [NOTHING, FEW]) {
      const world = desk({ links: [asked(thin, ALL)] });
      const { transcript, faults } = await endOf(world);
      expect(transcript?.words).toHaveLength(55);
      expect(transcript?.doubts).toBeUndefined();
      const code = thin === NOTHING ? "tenuto/empty-transcript" : "tenuto/cut-transcript";
      expect(faults).toEqual([`${code}: rewind`]);
    }
  });

  it("is taken with its doubt when the second says no more, and that with more words is kept", async () => {
    for (const replies of [
      [FEW, NOTHING],
      [NOTHING, FEW],
    ]) {
      const world = desk({ links: [asked(...replies)] });
      const { transcript } = await endOf(world);
      expect(world.asked).toHaveLength(2);
      expect(transcript?.words).toHaveLength(5);
      expect(transcript?.doubts).toEqual(["tenuto/cut-transcript"]);
    }
  });

  it("is all there is when nothing better comes, and then it is taken rather than none", async () => {
    const { transcript, status } = await endOf(desk({ links: [asked(FEW, 400)] }));
    expect(status).toBe("completed");
    expect(transcript?.words).toHaveLength(5);
  });

  it("is taken at the deadline, however long the second was waited for", async () => {
    const quota = [FEW, 402] as const;
    const world = desk({ links: [asked(...quota)], policy: { ...thinly("retry"), deadlineMs: 30 * 60_000 } });
    const { transcript, status } = await endOf(world);
    expect(status).toBe("completed");
    expect(transcript?.doubts).toEqual(["tenuto/cut-transcript"]);
  });

  it("is not asked for again where the money budget says no, or the policy takes it as it comes", async () => {
    for (const options of [{ accountPolicy: defaultAccountPolicy }, { policy: thinly("accept") }]) {
      const world = desk({ links: [asked(NOTHING, ALL)], ...options });
      const { transcript, faults } = await endOf(world);
      expect(world.asked).toHaveLength(1);
      expect(faults).toEqual([]);
      expect(transcript?.doubts).toEqual(["tenuto/empty-transcript"]);
    }
  });

  it("is asked for elsewhere where the policy says so, and here where there is nowhere else", async () => {
    const elsewhere = desk({ links: [asked(NOTHING), { name: "two", replies: [ALL] }], policy: thinly("failover") });
    const { transcript } = await endOf(elsewhere);
    expect(elsewhere.order).toEqual(["one", "two"]);
    expect(transcript?.route?.left.map(({ code }) => code)).toEqual(["tenuto/empty-transcript"]);
    const alone = desk({ links: [asked(NOTHING, ALL)], policy: thinly("failover") });
    expect((await endOf(alone)).transcript?.words).toHaveLength(55);
  });

  it("is taken from the first when the next link has none either", async () => {
    const world = desk({ links: [asked(FEW), { name: "two", replies: [400] }], policy: thinly("failover") });
    const { transcript, status } = await endOf(world);
    expect(status).toBe("completed");
    expect(transcript).toMatchObject({ provider: "one" });
  });
});
