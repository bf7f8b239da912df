import type { Bytes } from "../structure-bytes.ts";

/** One chunk of RIFF, AIFF, Wave64 or CAF. */
export interface Chunk {
  /** Four letters. */
  readonly id: string;
  /** As written in the file: it may run past its end. */
  readonly size: number;
  /** Where its content begins. */
  readonly at: number;
}

export type ChunkStyle = "riff" | "aiff" | "w64" | "caf";

/** More chunks than any program writes: whoever made these wants the walk to take long. */
const MOST_CHUNKS = 2_000;

/** The chunks from `from` on, one after the other; ends where no whole chunk header stands any more. */
export function* chunksOf(bytes: Bytes, from: number, style: ChunkStyle): Generator<Chunk> {
  let position = from;
  for (let count = 0; count < MOST_CHUNKS; count++) {
    const chunk = chunkAt(bytes, position, style);
    if (chunk === null) return;
    yield chunk;
    position = chunk.at + padded(chunk.size, style);
  }
}

/** The chunk whose header stands at `position`, or null. */
export function chunkAt(bytes: Bytes, position: number, style: ChunkStyle): Chunk | null {
  const head = bytes.at(position, 24);
  const id = head.toString("latin1", 0, 4);
  switch (style) {
    case "riff":
      return head.length < 8 ? null : { id, size: head.readUInt32LE(4), at: position + 8 };
    case "aiff":
      return head.length < 8 ? null : { id, size: head.readUInt32BE(4), at: position + 8 };
    case "caf":
      return head.length < 12 ? null : { id, size: Number(head.readBigInt64BE(4)), at: position + 12 };
    case "w64": {
      if (head.length < 24) return null;
      // Wave64 counts the header of 24 bytes as part of the chunk.
      const size = Number(head.readBigUInt64LE(16)) - 24;
      return size < 0 ? null : { id, size, at: position + 24 };
    }
    default: {
      const never: never = style;
      return never;
    }
  }
}

function padded(size: number, style: ChunkStyle): number {
  if (size < 0) return Number.MAX_SAFE_INTEGER;
  if (style === "w64") return Math.ceil(size / 8) * 8;
  return style === "caf" ? size : size + (size % 2);
}
