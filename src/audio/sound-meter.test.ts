import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fullScaleOf } from "./full-scale.ts";
import { type Sound, SoundMeter } from "./sound-meter.ts";

const RATE = 8_000;

function measured(
  samples: Int16Array,
  { channels = 1, sampleRate = RATE, pieces = [samples.length], codec = "" } = {},
): Sound | null {
  const meter = new SoundMeter(fullScaleOf(codec));
  meter.begin({ sampleRate, channels });
  for (let at = 0, turn = 0; at < samples.length; turn += 1) {
    const frames = pieces[turn % pieces.length] ?? 1;
    meter.take(samples.subarray(at, at + frames * channels));
    at += frames * channels;
  }
  return meter.finish();
}

const sine = (seconds: number, amplitude: number, hz = 400, offset = 0) =>
  Int16Array.from({ length: seconds * RATE }, (_, index) =>
    Math.round(offset + amplitude * Math.sin((2 * Math.PI * hz * index) / RATE)),
  );

describe("the measuring of sound", () => {
  const sample = fc.integer({ min: -32_768, max: 32_767 });

  test("gives the same however the samples are cut into pieces", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(sample, { minLength: 4, maxLength: 3_000, size: "max" }),
        fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 5 }),
        (channels, values, pieces) => {
          const samples = Int16Array.from(values.slice(0, values.length - (values.length % channels)));
          expect(measured(samples, { channels, pieces })).toEqual(measured(samples, { channels }));
        },
      ),
    );
  });

  test("tells the length to the sample", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.constantFrom(4_000, 11_025, 44_100), (frames, sampleRate) => {
        const sound = measured(new Int16Array(frames), { sampleRate });
        expect(sound?.durationMs).toBeCloseTo((frames / sampleRate) * 1_000, 9);
      }),
    );
  });

  test("tells a sine's level 3 dB below its peak, without the constant that it sits on", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 16_000 }),
        fc.integer({ min: -10_000, max: 10_000 }),
        (amplitude, offset) => {
          const levels = measured(sine(1, amplitude, 400, offset))?.levels;
          expect(levels?.p50).toBeCloseTo(20 * Math.log10(amplitude / 32_768) - 3.01, 0);
          expect(levels?.dcOffset).toBeCloseTo(offset / 32_768, 4);
          expect(levels?.peak).toBeCloseTo(20 * Math.log10((amplitude + Math.abs(offset)) / 32_768), 1);
        },
      ),
    );
  });

  test("counts samples at full scale, in the channel that has most of them", () => {
    const samples = new Int16Array(2 * 1_000);
    for (let frame = 0; frame < 30; frame += 1) samples[2 * frame + 1] = frame % 2 === 0 ? 32_767 : -32_768;
    expect(measured(samples, { channels: 2 })?.levels.clipped).toBe(0.03);
  });

  test("knows that telephone codings end below the full scale of 16 bits", () => {
    const flat = Int16Array.from({ length: 1_000 }, () => 32_124);
    expect(measured(flat, { codec: "pcm_mulaw" })?.levels.clipped).toBe(1);
    expect(measured(flat, { codec: "pcm_s16le" })?.levels.clipped).toBe(0);
  });

  test("tells nothing of a recording without samples", () => {
    expect(measured(new Int16Array(0))).toBeNull();
    expect(new SoundMeter().finish()).toBeNull();
  });

  test("stays where it is for a recording of less than a window", () => {
    expect(measured(sine(1, 10_000).subarray(0, 50))).toMatchObject({
      levels: { strip: [expect.any(Number)], pauses: [] },
    });
  });
});
