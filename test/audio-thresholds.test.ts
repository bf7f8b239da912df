import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { soundFindings } from "../src/audio/sound-findings.ts";
import { type Sound, SoundMeter } from "../src/audio/sound-meter.ts";
import {
  amplified,
  delayed,
  interleaved,
  joined,
  mixed,
  noise,
  nothing,
  peakingAt,
  RATE,
  type Samples,
  speech,
  tone,
} from "./fresh-sound.ts";

/** The thresholds hold on sound that they were not chosen on: made here from seeds. */

const seed = fc.integer({ min: 0, max: 2 ** 31 });
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const RUNS = { numRuns: 15 };

function heard(...channels: readonly Samples[]): Sound {
  const meter = new SoundMeter();
  meter.begin({ sampleRate: RATE, channels: channels.length });
  meter.take(interleaved(...channels));
  const sound = meter.finish();
  if (sound === null) throw new Error("nothing was heard");
  return sound;
}

/** The voices made here end where a telephone line does: that is told or not, by the noise around them. */
const codes = (...channels: readonly Samples[]) =>
  soundFindings(heard(...channels)).flatMap(({ code }) => (code === "band-limited" ? [] : [code]));

/** Somebody speaks in a room: `roomDb` is the peak of its noise. */
const inRoom = (voice: Samples, roomDb: number, roomSeed: number) =>
  mixed(voice, peakingAt(roomDb, noise(roomSeed, voice.length / RATE)));

describe("fresh sound on one channel", () => {
  test("that is speech at any usual level, in a quiet room or a noisy one, has nothing to tell", () => {
    fc.assert(
      fc.property(seed, between(-30, -1), between(22, 60), (one, peak, below) => {
        expect(codes(inRoom(peakingAt(peak, speech(one, 4)), peak - below, one + 1))).toEqual([]);
      }),
      RUNS,
    );
  });

  test("that is hiss below -62 dBFS, whatever constant it sits on, is silent", () => {
    fc.assert(
      fc.property(seed, between(-110, -58), between(-0.3, 0.3), (one, peak, offset) => {
        const hiss = peakingAt(peak, noise(one, 2)).map((sample) => sample + offset);
        expect(codes(hiss).filter((code) => code !== "dc-offset")).toEqual(["silent"]);
        expect(codes(hiss).includes("dc-offset")).toBe(Math.abs(heard(hiss).levels.dcOffset) > 0.02);
      }),
      RUNS,
    );
  });

  test("that is a tone or loud noise is steady, at any level above silence", () => {
    fc.assert(
      fc.property(seed, between(-50, -1), between(60, 7_000), (one, peak, hz) => {
        expect(codes(peakingAt(peak, tone(hz, 2)))).toEqual(["steady-noise"]);
        expect(codes(peakingAt(peak, noise(one, 2)))).toEqual(["steady-noise"]);
      }),
      RUNS,
    );
  });

  test("that is speech far too low is too quiet and never silent: gain can save it", () => {
    fc.assert(
      fc.property(seed, between(-62, -50), (one, peak) => {
        expect(codes(peakingAt(peak, speech(one, 4)))).toEqual(["too-quiet"]);
      }),
      RUNS,
    );
  });

  test("that is a word in a long silence is mostly silent, however long the silence", () => {
    fc.assert(
      fc.property(seed, between(-25, -3), between(20, 60), (one, peak, silence) => {
        const voice = peakingAt(peak, speech(one, 2));
        const before = nothing(silence / 2);
        const found = codes(inRoom(joined(before, voice, before), -76, one + 1));
        expect(found).toEqual(["mostly-silent"]);
      }),
      { numRuns: 8 },
    );
  });

  test("that is too loud for its scale clips, and the same below full scale does not", () => {
    fc.assert(
      fc.property(seed, between(8, 20), (one, above) => {
        const voice = inRoom(peakingAt(-0.1, speech(one, 4)), -60, one + 1);
        expect(codes(voice)).toEqual([]);
        expect(codes(amplified(10 ** (above / 20), voice))).toContain("clipping");
      }),
      RUNS,
    );
  });
});

test("fresh speech that ends where a telephone line does is told apart from the same with more above", () => {
  fc.assert(
    fc.property(seed, (one) => {
      const voice = peakingAt(-6, speech(one, 3));
      const isLimited = (sound: Samples) => soundFindings(heard(sound)).some(({ code }) => code === "band-limited");
      expect(isLimited(inRoom(voice, -80, one))).toBe(true);
      expect(isLimited(inRoom(voice, -40, one))).toBe(false);
    }),
    RUNS,
  );
});

describe("fresh sound on two channels", () => {
  const voice = (one: number) => inRoom(peakingAt(-6, speech(one, 3)), -60, one + 7);

  test("that is the same twice is identical", () => {
    fc.assert(
      fc.property(seed, (one) => {
        expect(codes(voice(one), voice(one))).toEqual(["dual-identical"]);
      }),
      RUNS,
    );
  });

  test("that is the same at another level or with noise of its own is near-identical", () => {
    fc.assert(
      fc.property(seed, between(-20, -1), between(-60, -38), (one, gain, hiss) => {
        const other = inRoom(amplified(10 ** (gain / 20), voice(one)), hiss + gain, one + 11);
        expect(codes(voice(one), other)).toEqual(["dual-near-identical"]);
      }),
      RUNS,
    );
  });

  test("that is the same some time later or earlier is near-identical, and the shift is told to half a millisecond", () => {
    fc.assert(
      fc.property(seed, between(1, 55), fc.boolean(), (one, ms, first) => {
        const late = delayed(ms, voice(one));
        const { channels } = first ? heard(late, voice(one)) : heard(voice(one), late);
        expect(channels.relation).toBe("near-identical");
        expect(Math.abs((channels.lagMs ?? 0) - (first ? ms : -ms))).toBeLessThan(0.5);
      }),
      RUNS,
    );
  });

  test("that is the same upside down is inverted, at any level and a little late", () => {
    fc.assert(
      fc.property(seed, between(-12, 0), between(0, 5), (one, gain, ms) => {
        const other = amplified(-(10 ** (gain / 20)), delayed(ms, voice(one)));
        expect(codes(voice(one), other)).toEqual(["dual-inverted"]);
      }),
      RUNS,
    );
  });

  test("of which one is silent or faint hiss names that one", () => {
    fc.assert(
      fc.property(seed, between(-110, -58), fc.boolean(), (one, hiss, first) => {
        const dead = hiss < -100 ? nothing(3) : peakingAt(hiss, noise(one + 3, 3));
        const { channels } = first ? heard(dead, voice(one)) : heard(voice(one), dead);
        expect(channels).toMatchObject({ relation: "one-silent", silent: [first ? 0 : 1], loudest: first ? 1 : 0 });
      }),
      RUNS,
    );
  });

  test("that is two voices is distinct, also with each faintly in the other's microphone", () => {
    fc.assert(
      fc.property(seed, between(-60, -18), (one, crosstalk) => {
        const [left, right] = [voice(one), voice(one + 12_345)];
        const leak = 10 ** (crosstalk / 20);
        const found = codes(mixed(left, amplified(leak, right)), mixed(right, amplified(leak, left)));
        expect(found).toEqual(["dual-distinct"]);
      }),
      RUNS,
    );
  });

  test("that is two voices after a greeting that both hear is distinct", () => {
    fc.assert(
      fc.property(seed, (one) => {
        const greeting = peakingAt(-3, speech(one, 10));
        const talk = (other: number) => peakingAt(-6, speech(one + other, 30));
        const { channels } = heard(joined(greeting, talk(1)), joined(greeting, talk(2)));
        expect(channels.relation).toBe("distinct");
      }),
      { numRuns: 2 },
    );
  });
});
