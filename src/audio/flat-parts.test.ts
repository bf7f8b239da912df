import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LevelTrack } from "./level-track.ts";

describe("the parts in which a wave is cut flat", () => {
  it("are those of the windows that are, however many windows there are and however coarsely they are kept", () => {
    const windows = fc.array(fc.boolean(), { minLength: 1, maxLength: 2_000 });
    fc.assert(
      fc.property(windows, fc.constantFrom(16, 256, 4_096), (flat, most) => {
        const track = new LevelTrack(20, most);
        for (const isFlat of flat) track.add(isFlat ? -1 : -60, isFlat);
        const loud = track.strip().flatMap((level, part) => (level > -30 ? part : []));
        expect(track.flatParts()).toEqual(loud);
      }),
    );
  });
});
