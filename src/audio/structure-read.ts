import { basename } from "node:path";
import { AudioError } from "../domain/errors.ts";
import { countDemuxed, isDemuxed } from "./demux.ts";
import type { Structure, StructureOptions } from "./structure.ts";
import { FileBytes, unreadable } from "./structure-bytes.ts";
import { walk } from "./structure-walk.ts";

/** Counting goes through the whole sound: a longer file than this is no recording that anybody sends. */
const COUNTING_BYTES = 4 * 1024 ** 3;

/**
 * Tells what a recording is by its bytes, without decoding and whatever it is called. Never throws for what is in the
 * file, and without counting reads at most a few megabytes of it.
 * @throws AudioError when the path is no regular file or cannot be read.
 */
export async function readStructure(path: string, options: StructureOptions = {}): Promise<Structure> {
  const bytes = new FileBytes(path);
  try {
    const { name = basename(path), countPackets: asked = false, countingBytes = COUNTING_BYTES } = options;
    const counting = asked && bytes.size <= countingBytes;
    const notCounted = asked && !counting ? `packets not counted: the file has more than ${countingBytes} bytes` : null;
    const seen = walk(bytes, name, counting);
    const counted = counting && isDemuxed(seen) ? await countDemuxed(bytes, seen) : seen;
    const decodable = counted.format !== null && counted.findings.every((finding) => finding.weight !== "reject");
    return { ...counted, bytes: bytes.size, decodable, changed: bytes.changed(), notCounted };
  } catch (error) {
    throw error instanceof AudioError || (error as NodeJS.ErrnoException).syscall === undefined
      ? error
      : unreadable(path, error as NodeJS.ErrnoException);
  } finally {
    bytes.close();
  }
}
