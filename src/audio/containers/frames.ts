import type { Bytes } from "../structure-bytes.ts";

/** One frame of a stream that has nothing but frames: MP3, AAC in ADTS, AMR. */
export interface Frame {
  /** Bytes, header included. */
  readonly length: number;
  /** Samples of one channel. */
  readonly samples: number;
  readonly sampleRate: number;
  readonly channels: number;
  /** What stays the same from frame to frame of one stream. */
  readonly kind: number;
}

export interface FrameReader {
  /** Bytes that it takes to read one. */
  readonly headBytes: number;
  /** The frame that begins at `at`, or null. */
  read(buffer: Buffer, at: number): Frame | null;
}

/** Their marks are weak: this many in a row, all of one kind, are no accident. */
const CHAIN = 4;

/** The first place between `from` and `until` where frames follow one another, at least four or to the very end; null when there is none. */
export function findChain(
  bytes: Bytes,
  reader: FrameReader,
  from: number,
  until: number,
  end: number,
): { readonly at: number; readonly frame: Frame } | null {
  const window = 16 * 1024;
  for (let start = from; start < Math.min(until, end); start += window) {
    const buffer = Buffer.from(bytes.at(start, Math.min(window + reader.headBytes, end - start)));
    for (let at = 0; at < Math.min(window, buffer.length); at++) {
      if (start + at >= until) return null;
      const frame = reader.read(buffer, at);
      if (frame !== null && isChain(bytes, reader, start + at, frame, end)) return { at: start + at, frame };
    }
  }
  return null;
}

function isChain(bytes: Bytes, reader: FrameReader, at: number, first: Frame, end: number): boolean {
  let position = at + first.length;
  for (let count = 1; count < CHAIN; count++) {
    // Fewer than four whole frames are a very short recording, if the last one ends where the file ends.
    if (position >= end) return position === end || count > 2;
    const next = reader.read(bytes.at(position, reader.headBytes), 0);
    if (next === null || next.kind !== first.kind) return false;
    position += next.length;
  }
  return true;
}

export interface FrameCount {
  readonly frames: number;
  /** Samples of one channel in whole frames. */
  readonly samples: number;
  /** Bytes between the first and the last frame that belong to none. */
  readonly strayBytes: number;
  /** Whether the last frame is cut off by the end of the file. */
  readonly cut: boolean;
  /** Whether all frames have the same length, give or take a byte of padding. */
  readonly even: boolean;
}

/** A part without frames of this size ends the search: what follows is something else, or a hole without end. */
const LONGEST_STRAY = 4 * 1024 * 1024;
const STEP = 256 * 1024;

/** Goes through all frames of a kind from `from` to `end`, over stray bytes too. Reads the whole part. */
export function countFrames(bytes: Bytes, reader: FrameReader, kind: number, from: number, end: number): FrameCount {
  let [frames, samples, strayBytes, stray, shortest, longest] = [0, 0, 0, 0, Number.POSITIVE_INFINITY, 0];
  let cut = false;
  let buffer: Buffer = Buffer.alloc(0);
  let start = from;
  let position = from;
  while (position + reader.headBytes <= end && stray < LONGEST_STRAY) {
    if (position + reader.headBytes > start + buffer.length) {
      // A copy, since a look into a chain may move the page that this is a part of.
      buffer = Buffer.from(bytes.at(position, Math.min(STEP, end - position)));
      start = position;
      if (buffer.length < reader.headBytes) break;
    }
    const frame = reader.read(buffer, position - start);
    if (frame === null || frame.kind !== kind || (stray > 0 && !isChain(bytes, reader, position, frame, end))) {
      stray++;
      position++;
      continue;
    }
    if (position + frame.length > end) {
      cut = true;
      break;
    }
    strayBytes += stray;
    stray = 0;
    frames++;
    samples += frame.samples;
    if (frame.length < shortest) shortest = frame.length;
    if (frame.length > longest) longest = frame.length;
    position += frame.length;
  }
  return { frames, samples, strayBytes, cut, even: longest - shortest <= 1 };
}

const TAIL = 16 * 1024;

/** Whether the file ends within a frame: all that shows that a recording without an announced length was cut. */
export function endsWithinFrame(bytes: Bytes, reader: FrameReader, kind: number, from: number, end: number): boolean {
  const start = Math.max(from, end - TAIL);
  const tail = Buffer.from(bytes.at(start, end - start));
  for (let at = 0; at + reader.headBytes <= tail.length; at++) {
    let position = at;
    let count = 0;
    for (;;) {
      const frame = position + reader.headBytes <= tail.length ? reader.read(tail, position) : null;
      if (frame === null || frame.kind !== kind) break;
      position += frame.length;
      count++;
    }
    if (count >= CHAIN)
      return position > tail.length || (position < tail.length && tail.length - position < reader.headBytes);
  }
  return false;
}
