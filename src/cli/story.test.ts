import { describe, expect, it } from "vitest";
import { badDay } from "../../test/cli/lives.ts";
import { storyOf } from "./story.ts";

describe("storyOf", () => {
  it("tells of a bad day what somebody watching wants to hear", () => {
    expect(badDay().flatMap((entry) => storyOf(entry) ?? [])).toEqual([
      "upload attempt 1: http/503, the server is not available; again in 1.0 s",
      "submit attempt 1: network/reset, the server is not available; to be looked up in 2.0 s before anything is repeated",
      "looked up at the provider: it is there, nothing is sent again",
      "written to /out/call.txt (800 B)",
      "done",
    ]);
  });

  it("tells the routine as well when asked for all", () => {
    const all = badDay().flatMap((entry) => storyOf(entry, true) ?? []);
    expect(all).toContain("processing at the provider, asked 14 times");
    expect(all).toContain("upload attempt 2: accepted in 500 ms");
  });

  it("makes what a provider said harmless", () => {
    expect(storyOf({ at: 0, type: "canceled", reason: "\u001b[2J" })).toBe("canceled: \\x1b[2J");
  });
});
