/** How long an Opus packet plays, ms, by its first two bytes; 0 for an empty one. */
export function opusPacketMs(packet: Buffer): number {
  const [first, second = 0] = packet;
  if (first === undefined) return 0;
  const config = first >> 3;
  const frames = (first & 3) === 0 ? 1 : (first & 3) === 3 ? second & 63 : 2;
  return frames * frameMs(config);
}

/** RFC 6716 3.1: speech, hybrid and music modes have lengths of their own. */
function frameMs(config: number): number {
  if (config < 12) return [10, 20, 40, 60][config & 3] ?? 0;
  if (config < 16) return (config & 1) === 0 ? 10 : 20;
  return [2.5, 5, 10, 20][config & 3] ?? 0;
}
