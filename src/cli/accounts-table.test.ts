import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accountLines } from "./accounts-table.ts";
import { paletteFor } from "./palette.ts";
import { widthOf } from "./printable.ts";
import type { Standing } from "./standing.ts";

const NOW = 1_800_000_000_000;
const WORK: Standing = {
  account: "production",
  provider: "assemblyai",
  baseUrl: "https://api.eu.assemblyai.com",
  state: "ready",
  slots: { taken: 3, cap: 200, learned: null },
  waiting: 12,
  requests: 840,
  retries: 3,
  hold: null,
  breakers: [],
};
const PLAIN = paletteFor(false);
const lines = (standing: Partial<Standing>, columns = 200): string =>
  accountLines([{ ...WORK, ...standing }], NOW, columns, PLAIN).join("\n");

describe("the table of accounts", () => {
  it("says on one line how an account stands where all is well", () => {
    const [head, ...rows] = accountLines([WORK], NOW, 200, PLAIN);
    expect(head).toMatch(/^account +state +slots +waiting +in 5 min +provider +place$/);
    expect(rows).toEqual([
      expect.stringMatching(/^production +ready +3 of 200 +12 +840 requests +assemblyai +api\.eu\.assemblyai\.com$/),
    ]);
  });

  it("says why an account is held, by whom, until when, and how it goes on", () => {
    const until = NOW + 13 * 60_000;
    const held = lines({
      state: "held",
      hold: { since: NOW - 60_000, until, reason: "no money left", by: "assemblyai/balance", times: 3 },
    });
    expect(held).toMatch(
      /held by assemblyai\/balance since \d\d:\d\d until \d\d:\d\d \(13 min 00 s\), 3 times in a row: no money left/,
    );
    expect(held).toContain("tenuto accounts resume production");
    const person = lines({
      state: "held",
      hold: { since: null, until: null, reason: "asked for", by: null, times: 0 },
    });
    expect(person).toContain("held by a person until somebody lets it go on: asked for");
    const trial = lines({
      state: "trial",
      hold: { since: NOW - 2 * 86_400_000, until: NOW, reason: "no money left", by: "x/y", times: 1 },
    });
    expect(trial).toMatch(
      /on trial, one job at a time, after it was held by x\/y since \d{4}-\d\d-\d\d \d\d:\d\d: no money left/,
    );
  });

  it("tells of breakers that do not let all through, and of slots that proved too many", () => {
    const open = { stage: "submit", state: "open", until: NOW + 40_000, reason: "12 of 20 failed" } as const;
    const half = { stage: "upload", state: "half-open", until: null, reason: "5 in a row" } as const;
    const closed = { stage: "wait", state: "closed", until: null, reason: null } as const;
    const told = lines({ breakers: [half, open, closed], slots: { taken: 3, cap: 200, learned: 14 } });
    expect(told).toMatch(/production +upload half-open, submit open +3 of 14 /);
    expect(told).toMatch(/submit: nothing is sent until \d\d:\d\d \(40 s\): 12 of 20 failed/);
    expect(told).toContain("upload: one call at a time is tried: 5 in a row");
    expect(told).toContain("slots: 200 in all; 14 since the provider pushed back");
    expect(told).not.toContain("wait:");
  });

  it("shows a provider's words as one harmless line", () => {
    const hold = { since: null, until: null, reason: "no\n\u001b[31m money", by: "x/y", times: 1 };
    expect(lines({ state: "held", hold })).toContain("no\\x0a\\x1b[31m money");
  });

  it("is never wider than it may be, and keeps the state, the slots and those who wait", () => {
    const standing = fc.record({
      account: fc.string({ minLength: 1, maxLength: 60 }),
      state: fc.constantFrom("ready", "held", "trial"),
      waiting: fc.nat(1_000_000),
      reason: fc.string({ unit: "grapheme", maxLength: 200 }),
    });
    fc.assert(
      fc.property(
        fc.array(standing, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 40, max: 240 }),
        (all, columns) => {
          const rows = all.map(({ reason, ...one }): Standing => {
            return {
              ...WORK,
              ...one,
              hold: one.state === "ready" ? null : { since: NOW, until: NOW, reason, by: "a/b", times: 1 },
            };
          });
          const [head, ...rest] = accountLines(rows, NOW, columns, PLAIN);
          for (const line of [head ?? "", ...rest]) expect(widthOf(line)).toBeLessThanOrEqual(columns);
          expect(head).toMatch(/account.*state.*slots.*waiting/);
        },
      ),
    );
  });
});
