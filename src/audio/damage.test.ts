import { describe, expect, test } from "vitest";
import { damageFindings } from "./damage.ts";
import { judgeDurations } from "./durations.ts";
import type { Structure } from "./structure.ts";
import { found } from "./structure-findings.ts";

const whole: Structure = {
  format: null,
  declaredMs: null,
  declaredBy: null,
  packetsMs: null,
  gaps: [],
  findings: [],
  bytes: 1_000,
  decodable: true,
  changed: false,
  notCounted: null,
};

const LOST = "Error while decoding stream #0:0: Invalid data found when processing input";

function findings(
  [declaredMs, packetsMs, decodedMs]: readonly [number | null, number | null, number | null],
  complaints: readonly string[] = [],
  structure: Partial<Structure> = {},
) {
  const durations = judgeDurations({ declaredMs, packetsMs, decodedMs });
  return damageFindings({ ...whole, ...structure }, { durations, complaints });
}

describe("what decoding shows of damage", () => {
  test.each<[string, ReturnType<typeof findings>, string[]]>([
    ["nothing, where all lengths agree", findings([60_000, 60_010, 60_020]), []],
    ["an end that comes early, within a packet", findings([60_000, null, 20_000], ["bad", LOST]), ["truncated"]],
    ["packets that are there and give no sound", findings([60_000, 60_000, 50_000]), ["decode-errors"]],
    ["packets that the decoder refuses", findings([60_000, 60_000, 59_900], [LOST, LOST]), ["decode-errors"]],
    ["nothing, where the decoder only complains", findings([60_000, 60_000, 60_000], ["odd"]), []],
    [
      "packets refused by a later ffmpeg",
      findings([9, 9, 9], [`Error submitting packet to decoder: x`]),
      ["decode-errors"],
    ],
    ["a header that lies", findings([3_600_000, 5_000, 5_000]), ["duration-mismatch"]],
    ["a header that lies, nobody having listened", findings([3_600_000, 5_000, null]), ["duration-mismatch"]],
    ["a header behind which more stands", findings([11_000, 90_000, 11_000]), ["duration-mismatch"]],
    ["a header that says too little", findings([5_000, 60_000, 60_000]), ["duration-mismatch"]],
    ["nothing, where no header says anything", findings([null, 60_000, 60_010]), []],
    ["no sound at all, and no complaint", findings([5_000, 5_000, 0]), ["zero-duration"]],
    ["no sound at all", findings([5_000, 5_000, 0], ["bad data"]), ["decode-errors"]],
    ["a codec that nobody has", findings([5_000, 5_000, 0], ["Decoder (codec x) not found"]), ["unsupported-codec"]],
  ])("is %s", (_what, found, codes) => {
    expect(found.map(({ code }) => code)).toEqual(codes);
  });

  test("is nothing more where the structure explains it: cut off, or bytes amid the sound that are none", () => {
    for (const code of ["truncated", "decode-errors"] as const) {
      const structure = { findings: [found(code, "Known.")] };
      expect(findings([60_000, 60_000, 20_000], [LOST], structure)).toEqual([]);
    }
  });

  test("is a wrong length, not lost sound, where the times jump", () => {
    const structure = { gaps: [{ atMs: 3_000, lengthMs: 3_000 }] };
    expect(findings([11_000, 11_000, 8_000], [], structure)).toMatchObject([{ code: "duration-mismatch" }]);
  });

  test("is a reason to refuse only where no sound comes out", () => {
    expect(findings([5_000, 5_000, 0], ["bad data"])).toMatchObject([{ weight: "reject" }]);
    expect(findings([60_000, 60_000, 50_000])).toMatchObject([{ weight: "warn" }]);
  });
});
