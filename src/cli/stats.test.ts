import { describe, expect, it } from "vitest";
import { HandSurroundings } from "../../test/cli/hand-surroundings.ts";
import { stats } from "./stats.ts";
import { readStatsFlags, type StatsFlags } from "./stats-asked.ts";

/** Two jobs that were done and one that failed. */
async function afterWork(): Promise<HandSurroundings> {
  const hand = new HandSurroundings();
  for (const name of ["one.wav", "two.wav", "fail.wav"]) {
    await hand.house.accept({ audio: name, name, run: name === "one.wav" ? "run_1" : "run_2", tags: {} });
  }
  await hand.house.work({ run: "run_1" });
  return hand;
}

const refusal = (flags: StatsFlags, code: string, message: RegExp): void =>
  expect(() => readStatsFlags(flags)(1_800_000_000_000)).toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(message) }),
  );

describe("tenuto stats", () => {
  it("tells how jobs ended", async () => {
    const hand = await afterWork();
    expect(await stats({}, hand.with())).toBe(0);
    expect(hand.out).toMatch(/^3 jobs ended: 2 done, 1 failed\n {2}at first attempt {3}2 \(66\.7 %\)\n/);
    expect(hand.err).toBe("");
  });

  it("writes one JSON object, with what was asked for", async () => {
    const hand = await afterWork();
    await stats(
      { json: true, run: "run_2", by: "provider", price: "0.27USD/h", since: "2020-01-01T00:00Z" },
      hand.with(),
    );
    expect(hand.told()).toMatchObject([
      {
        since: Date.UTC(2020, 0, 1),
        until: null,
        run: "run_2",
        cost: { amount: 0, currency: "USD" },
        all: { completed: 1, failed: 1, firstShare: 0.5 },
        attempts: [{ attempt: 1, count: 1 }],
        groups: [{ group: "assemblyai", completed: 1, failed: 1 }],
        policies: [{ name: "default", completed: 1 }],
        forgotten: 0,
      },
    ]);
  });

  it("says so where nothing happened in that time", async () => {
    const hand = await afterWork();
    expect(await stats({ until: "2020-01-01" }, hand.with())).toBe(0);
    expect(hand.err).toBe("There are no such jobs in this store.\n");
  });

  it("refuses a run that nobody made", async () => {
    const hand = await afterWork();
    await expect(stats({ run: "run_9" }, hand.with())).rejects.toMatchObject({ code: "settings/run" });
    expect(hand.house.closed).toBe(true);
  });

  it("refuses times and groups that there are not, and prices without a currency, naming the flag", () => {
    refusal({ since: "soon" }, "settings/time", /^--since is "soon"\.$/);
    refusal({ until: "2026-02-30" }, "settings/time", /^--until is "2026-02-30"\.$/);
    refusal({ since: "1h", until: "2h" }, "settings/time", /^--since 1h does not come before --until 2h\.$/);
    refusal({ since: "2100-01-01" }, "settings/time", /^--since 2100-01-01 does not come before now\.$/);
    refusal({ by: "mood" }, "settings/by", /^--by is "mood"\.$/);
    refusal({ by: "tag:" }, "settings/by", /^--by is "tag:"\.$/);
    refusal({ price: "0.27/h" }, "settings/price", /^--price is "0\.27\/h", without a currency\.$/);
  });
});
