import type { TimestampGap } from "../structure.ts";
import type { Bytes } from "../structure-bytes.ts";
import { type Element, elementAt, numberAt, unsignedIn } from "./ebml.ts";
import { GapFinder } from "./gaps.ts";
import type { MatroskaTrack } from "./matroska-track.ts";
import { opusPacketMs } from "./opus.ts";

const ID = {
  cluster: 0x1f43b675,
  timestamp: 0xe7,
  simpleBlock: 0xa3,
  group: 0xa0,
  block: 0xa1,
  padding: 0x75a2,
} as const;

/** What goes on for more than this without a block is no Matroska any more. */
const MOST_ELEMENTS = 50_000_000;

/** Goes through the blocks of one track between `from` and `until`: their length, and where their times jump. */
export function countBlocks(
  bytes: Bytes,
  from: number,
  until: number,
  track: MatroskaTrack,
  unitMs: number,
): { readonly ms: number | null; readonly gaps: readonly TimestampGap[] } {
  const finder = new GapFinder();
  let [position, cluster, opusMs, paddingMs, blocks] = [from, 0, 0, 0, 0];
  let last: number | null = null;
  for (let count = 0; count < MOST_ELEMENTS && position < until; count++) {
    const element = elementAt(bytes, position);
    if (element === null) break;
    // Clusters and groups are gone into, so that ones without a length are walked like others.
    const opened = element.id === ID.cluster || element.id === ID.group;
    position = opened ? element.at : (element.end ?? until);
    if (element.id === ID.timestamp) cluster = unsignedIn(bytes, element);
    if (element.id === ID.padding) paddingMs += paddingIn(bytes, element);
    if (element.id !== ID.simpleBlock && element.id !== ID.block) continue;
    if (position > until) break;
    const block = blockAt(bytes, element.at, track);
    if (block === null) continue;
    blocks++;
    finder.packetAt((cluster + block.time) * unitMs, last);
    last = block.ms;
    opusMs += block.ms ?? 0;
  }
  finder.end();
  const ms =
    blocks === 0 ? null : Math.max(0, (track.codec === "opus" ? opusMs : finder.ms) - track.delayMs - paddingMs);
  return { ms, gaps: finder.gaps };
}

/** What a decoder takes off at the end, in nanoseconds with a sign. */
function paddingIn(bytes: Bytes, element: Element): number {
  const size = (element.end ?? element.at) - element.at;
  const content = bytes.at(element.at, Math.min(size, 8));
  return content.length === 0 || content.length > 6 ? 0 : Math.max(0, content.readIntBE(0, content.length)) / 1_000_000;
}

interface Block {
  /** In units, from its cluster's time on. */
  readonly time: number;
  /** What an Opus packet says of its own length, ms; null for others, and for several packets in one block. */
  readonly ms: number | null;
}

function blockAt(bytes: Bytes, at: number, track: MatroskaTrack): Block | null {
  const head = bytes.at(at, 16);
  const number = numberAt(head, 0);
  if (number === null || number.value !== track.number || head.length < number.length + 3) return null;
  const time = head.readInt16BE(number.length);
  const laced = ((head[number.length + 2] ?? 0) & 6) !== 0;
  const opus = track.codec === "opus" && !laced;
  return { time, ms: opus ? opusPacketMs(head.subarray(number.length + 3, number.length + 5)) : null };
}
