import { type FileHandle, open } from "node:fs/promises";

/** A header with more chunks than this before its samples is none that a recorder wrote. */
const MOST_CHUNKS = 64;

/**
 * How long a WAV file plays, ms, told from its header; null for any other file, and for a header that does not say. A
 * file that was cut short plays as long as its bytes last.
 */
export async function wavLength(path: string): Promise<number | null> {
  const file = await open(path).catch(() => null);
  if (file === null) return null;
  try {
    return await lengthOf(file);
  } catch {
    return null;
  } finally {
    await file.close();
  }
}

async function lengthOf(file: FileHandle): Promise<number | null> {
  const { size } = await file.stat();
  const riff = await bytesAt(file, 0, 12);
  if (riff?.toString("latin1", 0, 4) !== "RIFF" || riff.toString("latin1", 8, 12) !== "WAVE") return null;
  let bytesPerSecond = 0;
  let at = 12;
  for (let chunk = 0; chunk < MOST_CHUNKS; chunk += 1) {
    const head = await bytesAt(file, at, 8);
    if (head === null) return null;
    const name = head.toString("latin1", 0, 4);
    const length = head.readUInt32LE(4);
    if (name === "fmt ") bytesPerSecond = (await bytesAt(file, at + 8, 16))?.readUInt32LE(8) ?? 0;
    if (name === "data") {
      const there = Math.min(length, size - at - 8);
      return bytesPerSecond === 0 ? null : Math.round((there * 1_000) / bytesPerSecond);
    }
    at += 8 + length + (length % 2);
  }
  return null;
}

async function bytesAt(file: FileHandle, at: number, length: number): Promise<Buffer | null> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, at);
  return bytesRead === length ? buffer : null;
}
