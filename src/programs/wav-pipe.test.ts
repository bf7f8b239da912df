import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SoundFormat } from "../domain/sound.ts";
import { WavPipe } from "./wav-pipe.ts";

function wav(format: SoundFormat, samples: readonly number[], { bits = 16, before = Buffer.alloc(0) } = {}): Buffer {
  const fmt = Buffer.alloc(24);
  fmt.write("fmt ");
  fmt.writeUInt32LE(16, 4);
  fmt.writeUInt16LE(1, 8);
  fmt.writeUInt16LE(format.channels, 10);
  fmt.writeUInt32LE(format.sampleRate, 12);
  fmt.writeUInt16LE(bits, 22);
  const data = Buffer.from("data\xff\xff\xff\xff", "latin1");
  const sound = Buffer.alloc(samples.length * 2);
  for (const [index, sample] of samples.entries()) sound.writeInt16LE(sample, index * 2);
  return Buffer.concat([Buffer.from("RIFF\xff\xff\xff\xffWAVE", "latin1"), before, fmt, data, sound]);
}

function taken(pieces: readonly Uint8Array[]) {
  const formats: SoundFormat[] = [];
  const samples: number[] = [];
  const sizes: number[] = [];
  const pipe = new WavPipe({
    begin: ({ sampleRate, channels }) => formats.push({ sampleRate, channels }),
    take: (some) => {
      samples.push(...some);
      sizes.push(some.length);
    },
  });
  for (const piece of pieces) pipe.take(piece);
  return { formats, samples, sizes };
}

describe("a WAV from a pipe", () => {
  const sample = fc.integer({ min: -32_768, max: 32_767 });

  test("gives the same whole frames however it is cut into pieces", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.array(sample, { maxLength: 200 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        (channels, samples, steps) => {
          const bytes = wav({ sampleRate: 16_000, channels }, samples);
          const pieces: Buffer[] = [];
          for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
            const step = steps[turn % steps.length] ?? 1;
            pieces.push(Buffer.from(bytes.subarray(at, at + step)));
            at += step;
          }
          const { formats, samples: got, sizes } = taken(pieces);
          expect(formats).toEqual([{ sampleRate: 16_000, channels }]);
          expect(got).toEqual(samples.slice(0, samples.length - (samples.length % channels)));
          expect(sizes.every((size) => size > 0 && size % channels === 0)).toBe(true);
        },
      ),
    );
  });

  test("keeps nothing of a piece that is used again", () => {
    const bytes = wav({ sampleRate: 8_000, channels: 2 }, [1, 2, 3, 4]);
    const piece = Buffer.alloc(7);
    const got: number[] = [];
    const pipe = new WavPipe({ begin: () => {}, take: (some) => got.push(...some) });
    for (let at = 0; at < bytes.length; at += piece.length) {
      const length = bytes.copy(piece, 0, at);
      pipe.take(piece.subarray(0, length));
      piece.fill(0xee);
    }
    expect(got).toEqual([1, 2, 3, 4]);
  });

  test("may have other chunks before its samples", () => {
    const list = Buffer.from("LIST\x04\0\0\0INFO", "latin1");
    expect(taken([wav({ sampleRate: 44_100, channels: 1 }, [5, 6], { before: list })]).samples).toEqual([5, 6]);
  });

  test.each([
    ["of 24 bits a sample", wav({ sampleRate: 8_000, channels: 1 }, [1], { bits: 24 })],
    ["without channels", wav({ sampleRate: 8_000, channels: 0 }, [1])],
    ["without an end of its header", Buffer.alloc(10_000, "x")],
  ])("%s is an error", (_what, bytes) => {
    expect(() => taken([bytes])).toThrow(/expected/);
  });
});
