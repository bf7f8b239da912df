export interface FlacFrame {
  /** Number of the frame, or of its first sample where frames differ in length. */
  readonly number: number;
  readonly numbersSamples: boolean;
  /** Samples of one channel. */
  readonly samples: number;
}

const SIZES = [0, 192, 576, 1152, 2304, 4608, 0, 0, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768];

/** Longest header of a frame, bytes. */
export const LONGEST_HEADER = 16;

/** Reads the header of a FLAC frame and checks its sum; null when none stands there. */
export function flacFrameAt(buffer: Buffer, at: number): FlacFrame | null {
  const [first = 0, second = 0, third = 0, fourth = 0xff] = buffer.subarray(at, at + 4);
  if (first !== 0xff || (second & 0xfe) !== 0xf8) return null;
  const sizeCode = third >> 4;
  const rateCode = third & 15;
  if (sizeCode === 0 || rateCode === 15 || fourth >> 4 > 10 || (fourth & 1) !== 0) return null;
  const number = numberAt(buffer, at + 4);
  if (number === null) return null;
  let position = at + 4 + number.length;
  let samples = SIZES[sizeCode] ?? 0;
  const extra = sizeCode === 6 ? 1 : sizeCode === 7 ? 2 : 0;
  const rateExtra = rateCode === 12 ? 1 : rateCode === 13 || rateCode === 14 ? 2 : 0;
  const end = position + extra + rateExtra;
  if (end >= buffer.length) return null;
  if (extra > 0) samples = buffer.readUIntBE(position, extra) + 1;
  position = end;
  if (buffer[position] !== crc8(buffer, at, position)) return null;
  return { number: number.value, numbersSamples: (second & 1) === 1, samples };
}

/** A number in the way of UTF-8, up to seven bytes. */
function numberAt(buffer: Buffer, at: number): { readonly value: number; readonly length: number } | null {
  const first = buffer[at];
  if (first === undefined) return null;
  if (first < 0x80) return { value: first, length: 1 };
  const length = Math.clz32(~(first << 24));
  if (length < 2 || length > 7) return null;
  let value = length === 7 ? 0 : first & (0x7f >> length);
  for (let i = 1; i < length; i++) {
    const next = buffer[at + i];
    if (next === undefined || (next & 0xc0) !== 0x80) return null;
    value = value * 64 + (next & 0x3f);
  }
  return { value, length };
}

function crc8(buffer: Buffer, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) {
    sum ^= buffer[i] ?? 0;
    for (let bit = 0; bit < 8; bit++) sum = sum & 0x80 ? ((sum << 1) ^ 0x07) & 0xff : (sum << 1) & 0xff;
  }
  return sum;
}

/** The sum that ends each frame: 0 over a whole one, its own two bytes included. */
export function crc16(buffer: Buffer): number {
  let sum = 0;
  for (const byte of buffer) {
    sum ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) sum = sum & 0x8000 ? ((sum << 1) ^ 0x8005) & 0xffff : (sum << 1) & 0xffff;
  }
  return sum;
}
