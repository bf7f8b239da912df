import type { SoundSink } from "../domain/sound.ts";

/** The header that ffmpeg writes is of 44 to 70 bytes; one that has not come to its end by now is none. */
const LONGEST_HEADER = 4 * 1024;
const RIFF_BYTES = 12;
const CHUNK_HEAD_BYTES = 8;
const BYTES_PER_SAMPLE = 2;

interface Header {
  readonly sampleRate: number;
  readonly channels: number;
  /** Where the samples begin. */
  readonly end: number;
}

/** Takes a WAV of 16 bits a sample piece by piece, as it comes through a pipe, and gives `sink` whole frames. */
export class WavPipe {
  readonly #sink: SoundSink;
  #header: Header | null = null;
  /** What came and is not given yet: a part of the header, or of a frame. */
  #rest: Buffer = Buffer.alloc(0);

  constructor(sink: SoundSink) {
    this.#sink = sink;
  }

  /** @throws Error when it is no WAV of 16 bits. */
  take(piece: Uint8Array): void {
    let bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    if (this.#rest.length > 0) bytes = Buffer.concat([this.#rest, bytes]);
    if (this.#header === null) {
      this.#header = headerOf(bytes);
      if (this.#header === null) {
        this.#rest = Buffer.from(bytes);
        return;
      }
      this.#sink.begin(this.#header);
      bytes = bytes.subarray(this.#header.end);
    }
    const whole = bytes.length - (bytes.length % (BYTES_PER_SAMPLE * this.#header.channels));
    // The piece is the stream's own and may be used again: what is kept is copied.
    this.#rest = Buffer.from(bytes.subarray(whole));
    if (whole > 0) this.#sink.take(samplesOf(bytes.subarray(0, whole)));
  }
}

function samplesOf(bytes: Buffer): Int16Array {
  const even = bytes.byteOffset % BYTES_PER_SAMPLE === 0 ? bytes : new Uint8Array(bytes);
  return new Int16Array(even.buffer, even.byteOffset, bytes.length / BYTES_PER_SAMPLE);
}

/** Null as long as its end has not come. */
function headerOf(bytes: Buffer): Header | null {
  let format: Pick<Header, "sampleRate" | "channels"> | null = null;
  for (let at = RIFF_BYTES; at + CHUNK_HEAD_BYTES <= bytes.length; ) {
    const id = bytes.toString("latin1", at, at + 4);
    const body = at + CHUNK_HEAD_BYTES;
    if (id === "data") {
      if (format === null) break;
      return { ...format, end: body };
    }
    if (id === "fmt ") {
      if (body + 16 > bytes.length) return null;
      const bits = bytes.readUInt16LE(body + 14);
      if (bits !== BYTES_PER_SAMPLE * 8) throw new Error(`expected samples of 16 bits, got ${bits}`);
      format = { channels: bytes.readUInt16LE(body + 2), sampleRate: bytes.readUInt32LE(body + 4) };
      if (format.channels === 0 || format.sampleRate === 0) throw new Error("expected channels and a sample rate");
    }
    at = body + bytes.readUInt32LE(at + 4);
  }
  if (bytes.length > LONGEST_HEADER) throw new Error("expected the header of a WAV");
  return null;
}
