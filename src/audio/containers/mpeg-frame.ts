import type { Frame, FrameReader } from "./frames.ts";

/** kbit/s by index: of MPEG-1 layers I, II and III, and of MPEG-2 layer I and layers II and III. */
const RATES = {
  one: [
    [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  ],
  two: [
    [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  ],
} as const;

const SAMPLE_RATES = [44100, 48000, 32000] as const;

export interface MpegFrame extends Frame {
  /** 1 to 3; the third is MP3. */
  readonly layer: number;
  /** Bits a second. */
  readonly bitRate: number;
  /** Bytes from the frame's begin to where a Xing header stands. */
  readonly xingAt: number;
}

/** Reads the four bytes of an MPEG audio frame's header; null when they are none. */
export function mpegFrameAt(buffer: Buffer, at: number): MpegFrame | null {
  if (buffer[at] !== 0xff) return null;
  const [second = 0, third = 0xff, fourth = 0] = buffer.subarray(at + 1, at + 4);
  if ((second & 0xe0) !== 0xe0 || at + 4 > buffer.length) return null;
  const version = (second >> 3) & 3;
  const layer = 4 - ((second >> 1) & 3);
  const rateIndex = third >> 4;
  const base = SAMPLE_RATES[(third >> 2) & 3];
  if (version === 1 || layer === 4 || rateIndex === 0 || rateIndex === 15 || base === undefined) return null;
  const first = version === 3;
  const kilobits = (first ? RATES.one : RATES.two)[layer - 1]?.[rateIndex - 1] ?? 0;
  const sampleRate = base / (first ? 1 : version === 2 ? 2 : 4);
  const padding = (third >> 1) & 1;
  const samples = layer === 1 ? 384 : layer === 3 && !first ? 576 : 1152;
  const length =
    layer === 1
      ? (Math.floor((12_000 * kilobits) / sampleRate) + padding) * 4
      : Math.floor((samples * 125 * kilobits) / sampleRate) + padding;
  const mono = fourth >> 6 === 3;
  return {
    length,
    samples,
    sampleRate,
    channels: mono ? 1 : 2,
    // Not the channels: an encoder may change between one and two modes of stereo, never between rates.
    kind: (version << 8) | (layer << 4) | ((third >> 2) & 3),
    layer,
    bitRate: kilobits * 1000,
    xingAt: 4 + (first ? (mono ? 17 : 32) : mono ? 9 : 17),
  };
}

export const MPEG_FRAMES: FrameReader = { headBytes: 4, read: mpegFrameAt };

/** What the first frame may hold instead of sound: how many frames there are. */
export interface FrameTable {
  readonly frames: number | null;
  /** Bytes of all frames, this one included. */
  readonly bytes: number | null;
  /** Samples at both ends that an encoder added and a decoder takes off. */
  readonly padding: number;
}

/** Reads a Xing, Info or VBRI header in a first frame; null when it has none. */
export function frameTableIn(frame: Buffer, xingAt: number): FrameTable | null {
  const name = frame.toString("latin1", xingAt, xingAt + 4);
  if (name === "Xing" || name === "Info") return xingIn(frame, xingAt);
  if (frame.toString("latin1", 36, 40) === "VBRI" && frame.length >= 54) {
    return { bytes: frame.readUInt32BE(46), frames: frame.readUInt32BE(50), padding: 0 };
  }
  return null;
}

function xingIn(frame: Buffer, at: number): FrameTable | null {
  if (frame.length < at + 16) return null;
  const flags = frame.readUInt32BE(at + 4);
  let field = at + 8;
  const next = () => {
    field += 4;
    return field <= frame.length ? frame.readUInt32BE(field - 4) : null;
  };
  const frames = (flags & 1) !== 0 ? next() : null;
  const bytes = (flags & 2) !== 0 ? next() : null;
  if ((flags & 4) !== 0) field += 100;
  if ((flags & 8) !== 0) field += 4;
  // Behind the name of the encoder, 21 bytes long, stand 12 bits of delay and 12 bits of padding.
  const ends = field + 24 <= frame.length ? frame.readUIntBE(field + 21, 3) : 0;
  return { frames, bytes, padding: (ends >> 12) + (ends & 0xfff) };
}
