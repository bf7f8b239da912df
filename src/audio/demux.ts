import type { EncodedPacket } from "mediabunny";
import { GapFinder } from "./containers/gaps.ts";
import type { Walked } from "./structure.ts";
import type { Bytes } from "./structure-bytes.ts";
import { gapFindings, inOrder } from "./structure-findings.ts";

/** A day of the shortest usual packets. Whoever has more wants the count to take long. */
const MOST_PACKETS = 5_000_000;
/** No page and no packet is larger. */
const LARGEST_READ = 64 * 1024 * 1024;
const CACHE = 4 * 1024 * 1024;

/**
 * Whether the packets of this recording are counted by the demuxer: those whose length is told by what was agreed on at
 * the beginning. Others are counted as they are walked.
 */
export function isDemuxed(seen: Walked): boolean {
  const { format, findings } = seen;
  if (format === null || findings.some((finding) => finding.weight === "reject")) return false;
  return format.container === "ogg" && format.codec === "vorbis";
}

/**
 * Counts the packets of the first sound track that are really there, reading each. What cannot be counted stays
 * uncounted; never throws for what is in the file.
 */
export async function countDemuxed(bytes: Bytes, seen: Walked): Promise<Walked> {
  const finder = new GapFinder();
  let [ms, first, packets]: [number, number | null, number] = [0, null, 0];
  try {
    for await (const packet of packetsOf(bytes)) {
      first ??= packet.timestamp * 1000;
      ms += packet.duration * 1000;
      finder.packetAt(packet.timestamp * 1000);
      if (++packets > MOST_PACKETS) return seen;
    }
  } catch {
    // What a damaged file makes it throw says nothing that people could use; the structure has been told already.
    return seen;
  }
  if (first === null) return seen;
  const jumped = finder.gaps.reduce((sum, gap) => sum + gap.lengthMs, 0);
  // Packets before 0 only warm the decoder up.
  const packetsMs = Math.max(0, ms + Math.min(0, first) - jumped);
  return { ...seen, packetsMs, gaps: finder.gaps, findings: inOrder([...seen.findings, ...gapFindings(finder.gaps)]) };
}

async function* packetsOf(bytes: Bytes): AsyncGenerator<EncodedPacket> {
  // Loaded only here: most looks at a file never count. The format is given on purpose: among all that the library knows
  // are playlists, which name addresses that it would open.
  const library = await import("mediabunny");
  library.Logging.level = library.LogLevel.Silent;
  const source = new library.CustomSource({
    getSize: () => bytes.size,
    read: (from, to) => {
      if (to - from > LARGEST_READ) throw new Error("more than a page or a packet can have");
      return whole(bytes, from, to);
    },
    maxCacheSize: CACHE,
    prefetchProfile: "none",
  });
  const input = new library.Input({ formats: [library.OGG], source });
  try {
    const [track] = await input.getAudioTracks();
    if (track !== undefined) yield* new library.EncodedPacketSink(track).packets();
  } finally {
    input.dispose();
  }
}

/** A copy: a look is valid until the next one only, and has at most a megabyte. */
function whole(bytes: Bytes, from: number, to: number): Uint8Array {
  const parts: Buffer[] = [];
  for (let position = from; position < to; ) {
    const part = bytes.at(position, to - position);
    if (part.length === 0) throw new Error("the file got shorter");
    parts.push(Buffer.from(part));
    position += part.length;
  }
  return Buffer.concat(parts);
}
