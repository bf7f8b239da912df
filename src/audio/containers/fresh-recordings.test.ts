import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOf } from "../structure-bytes.ts";
import { walk } from "../structure-walk.ts";

interface Sound {
  readonly sampleRate: number;
  readonly channels: number;
  readonly bits: 16 | 24 | 32;
  readonly frames: number;
}

const sound: fc.Arbitrary<Sound> = fc.record({
  sampleRate: fc.constantFrom(8_000, 16_000, 22_050, 44_100, 48_000, 96_000),
  channels: fc.integer({ min: 1, max: 6 }),
  bits: fc.constantFrom(16, 24, 32),
  frames: fc.integer({ min: 1, max: 3_000 }),
});

const sizeOf = ({ channels, bits, frames }: Sound) => (channels * bits * frames) / 8;
const lengthOf = ({ frames, sampleRate }: Sound) => (frames / sampleRate) * 1000;

/** Each chunk behind its name and its size, filled up to an even number of bytes. */
function chunk(id: string, content: Buffer, size = content.length): Buffer {
  const head = Buffer.alloc(8);
  head.write(id, "latin1");
  head.writeUInt32LE(size, 4);
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
}

function formatChunk({ sampleRate, channels, bits }: Sound): Buffer {
  const format = Buffer.alloc(16);
  format.writeUInt16LE(1, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(sampleRate, 4);
  format.writeUInt32LE((sampleRate * channels * bits) / 8, 8);
  format.writeUInt16LE((channels * bits) / 8, 12);
  format.writeUInt16LE(bits, 14);
  return chunk("fmt ", format);
}

/** Noise, so that nothing in it looks like a chunk. */
const noise = (size: number) => Buffer.from(Array.from({ length: size }, (_, i) => (i * 2_654_435_761) >>> 24));
const riff = (...chunks: readonly Buffer[]) => chunk("RIFF", Buffer.concat([Buffer.from("WAVE"), ...chunks]));

function aiff({ sampleRate, channels, bits, frames }: Sound, data: Buffer): Buffer {
  const be = (id: string, content: Buffer) => {
    const whole = chunk(id, content);
    whole.writeUInt32BE(content.length, 4);
    return whole;
  };
  const common = Buffer.alloc(18);
  common.writeUInt16BE(channels, 0);
  common.writeUInt32BE(frames, 2);
  common.writeUInt16BE(bits, 6);
  const exponent = Math.floor(Math.log2(sampleRate));
  common.writeUInt16BE(16_383 + exponent, 8);
  common.writeBigUInt64BE(BigInt(sampleRate) << BigInt(63 - exponent), 10);
  const content = Buffer.concat([
    Buffer.from("AIFF"),
    be("COMM", common),
    be("SSND", Buffer.concat([Buffer.alloc(8), data])),
  ]);
  return be("FORM", content);
}

function au({ sampleRate, channels, bits }: Sound, data: Buffer, size = data.length): Buffer {
  const head = Buffer.alloc(24);
  head.write(".snd", "latin1");
  [24, size, bits / 8 + 1, sampleRate, channels].forEach((value, i) => {
    head.writeUInt32BE(value, 4 + i * 4);
  });
  return Buffer.concat([head, data]);
}

function caf({ sampleRate, channels, bits }: Sound, data: Buffer, open = false): Buffer {
  const part = (id: string, content: Buffer, size: bigint) => {
    const head = Buffer.alloc(12);
    head.write(id, "latin1");
    head.writeBigInt64BE(size, 4);
    return Buffer.concat([head, content]);
  };
  const description = Buffer.alloc(32);
  description.writeDoubleBE(sampleRate, 0);
  description.write("lpcm", 8, "latin1");
  [2, (channels * bits) / 8, 1, channels, bits].forEach((value, i) => {
    description.writeUInt32BE(value, 12 + i * 4);
  });
  const content = Buffer.concat([Buffer.alloc(4), data]);
  const size = open ? -1n : BigInt(content.length);
  return Buffer.concat([
    Buffer.from("caff\0\x01\0\0", "latin1"),
    part("desc", description, 32n),
    part("data", content, size),
  ]);
}

const KINDS: Readonly<Record<string, (given: Sound, data: Buffer) => Buffer>> = {
  wav: (given, data) => riff(formatChunk(given), chunk("data", data)),
  "wav with other chunks": (given, data) =>
    riff(
      chunk("JUNK", Buffer.alloc(27)),
      formatChunk(given),
      chunk("LIST", noise(11)),
      chunk("data", data),
      chunk("LIST", noise(400)),
    ),
  aiff,
  au: (given, data) => au(given, data),
  caf: (given, data) => caf(given, data),
};

const told = (file: Buffer) => walk(bytesOf(file), "x", false);
const codes = (file: Buffer) => told(file).findings.map((finding) => finding.code);
const damage = (file: Buffer) =>
  codes(file).filter((code) => !["low-sample-rate", "more-than-two-channels"].includes(code));

describe.each(Object.entries(KINDS))("a fresh recording as %s", (_name, write) => {
  it("has the length, the rate and the channels that it was written with", () => {
    fc.assert(
      fc.property(sound, (given) => {
        const { declaredMs, packetsMs, format } = told(write(given, noise(sizeOf(given))));
        expect(declaredMs).toBeCloseTo(lengthOf(given), 6);
        expect(packetsMs).toBeCloseTo(lengthOf(given), 6);
        expect(format).toMatchObject({ sampleRate: given.sampleRate, channels: given.channels });
      }),
    );
  });
});

describe("a fresh recording that breaks off", () => {
  const long = sound.map((given) => ({ ...given, frames: given.frames + given.sampleRate / 8 }));

  it.each(["wav", "aiff", "au", "caf"])("is told as %s exactly when more than 20 ms are missing", (kind) => {
    fc.assert(
      fc.property(long, fc.double({ min: 0.01, max: 1, noNaN: true }), (given, share) => {
        const missing = Math.floor(sizeOf(given) * (1 - share));
        const missingMs = (missing / sizeOf(given)) * lengthOf(given);
        fc.pre(missing < sizeOf(given) - 64 && Math.abs(missingMs - 20) > 0.5);
        const file = KINDS[kind]?.(given, noise(sizeOf(given))) ?? Buffer.alloc(0);
        const filled = kind === "wav" || kind === "aiff" ? sizeOf(given) % 2 : 0;
        const cut = file.subarray(0, file.length - filled - missing);
        expect(damage(cut)).toEqual(missingMs > 20 ? ["truncated"] : []);
      }),
      { numRuns: 60 },
    );
  });
});

describe("the header of a fresh WAV", () => {
  const given: Sound = { sampleRate: 16_000, channels: 1, bits: 16, frames: 16_000 };
  const data = noise(sizeOf(given));
  const withSize = (size: number, ...after: readonly Buffer[]) =>
    riff(formatChunk(given), chunk("data", data, size), ...after);

  it.each([0xffffffff, 0xffffff00, 0x7fffffff, 0x7ffff000])(
    "is open when it says %i bytes, as pipes leave it",
    (size) => {
      expect(told(withSize(size))).toMatchObject({ declaredMs: null, packetsMs: 1000 });
      expect(codes(withSize(size))).toEqual(["duration-undeclared"]);
    },
  );

  it("says 0 while a second of samples follows, and both are told", () => {
    expect(told(withSize(0))).toMatchObject({ declaredMs: 0, packetsMs: 1000, findings: [] });
  });

  it("says half of what follows, and both are told", () => {
    expect(told(withSize(16_000))).toMatchObject({ declaredMs: 500, packetsMs: 1000 });
  });

  it("stands before no sound when another chunk follows an empty one", () => {
    const empty = riff(formatChunk(given), chunk("data", Buffer.alloc(0)), chunk("LIST", noise(4_000)));
    expect(codes(empty)).toEqual(["zero-duration"]);
  });

  it("is believed in 64 bits where it has them", () => {
    const sizes = Buffer.alloc(28);
    sizes.writeBigUInt64LE(BigInt(data.length), 8);
    const file = Buffer.concat([
      Buffer.from("RF64\xff\xff\xff\xffWAVE", "latin1"),
      chunk("ds64", sizes),
      formatChunk(given),
      chunk("data", data, 0xffffffff),
    ]);
    expect(told(file)).toMatchObject({
      declaredMs: 1000,
      packetsMs: 1000,
      format: { container: "rf64" },
      findings: [],
    });
  });

  it("is read in Wave64, whose sizes hold their own headers", () => {
    const part = (id: string, content: Buffer) => {
      const head = Buffer.alloc(24);
      head.write(id, "latin1");
      Buffer.from("f3acd3118cd100c04f8edb8a", "hex").copy(head, 4);
      head.writeBigUInt64LE(BigInt(content.length + 24), 16);
      return Buffer.concat([head, content, Buffer.alloc((8 - (content.length % 8)) % 8)]);
    };
    const head = Buffer.concat([
      Buffer.from("726966662e91cf11a5d628db04c10000", "hex"),
      Buffer.alloc(8),
      Buffer.from("77617665f3acd3118cd100c04f8edb8a", "hex"),
    ]);
    const file = Buffer.concat([head, part("fmt ", formatChunk(given).subarray(8)), part("data", data)]);
    expect(told(file)).toMatchObject({ declaredMs: 1000, packetsMs: 1000, format: { container: "w64" }, findings: [] });
  });
});

describe("an open length", () => {
  const given: Sound = { sampleRate: 16_000, channels: 2, bits: 16, frames: 8_000 };

  it("is told of AU and CAF too", () => {
    for (const file of [au(given, noise(sizeOf(given)), 0xffffffff), caf(given, noise(sizeOf(given)), true)]) {
      expect(told(file)).toMatchObject({ declaredMs: null, packetsMs: 500 });
      expect(codes(file)).toEqual(["duration-undeclared"]);
    }
  });
});
