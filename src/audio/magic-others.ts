export interface OtherRecording {
  /** For people. */
  readonly what: string;
  /** By ffmpeg's name; null where the container may hold several. */
  readonly codec: string | null;
}

/** Kinds of recordings that are rare and not walked: some providers take them, and ffmpeg decodes most. */
const OTHERS: readonly (readonly [at: number, hex: string, what: string, codec: string | null])[] = [
  [0, "7776706b", "WavPack", "wavpack"],
  [0, "4d414320", "Monkey's Audio", "ape"],
  [0, "54544131", "True Audio", "tta"],
  [0, "4d50434b", "Musepack", "musepack8"],
  [0, "4d502b", "Musepack", "musepack7"],
  [0, "44534420", "DSD", "dsd_lsbf"],
  [0, "46524d38", "DSD", null],
  [0, "02647373", "a dictation file (DSS)", "dss_sp"],
  [0, "03647332", "a dictation file (DS2)", null],
  [0, "437265617469766520566f6963652046696c65", "a Creative Voice file", null],
  [8, "514c434d", "QCP", "qcelp"],
  [8, "38535658", "8SVX", null],
  [0, "4e4953545f314100", "NIST SPHERE", null],
  [0, "4e4953545f31410a", "NIST SPHERE", null],
  [0, "2e524d46", "RealMedia", null],
  [0, "2e7261fd", "RealAudio", null],
  [0, "000001ba", "an MPEG program stream", null],
  [0, "060e2b3402050101", "MXF", null],
  [0, "7ffe8001", "DTS", "dts"],
];

/** A recording of a rare kind by its first bytes, or null. */
export function otherRecordingBy(head: Buffer): OtherRecording | null {
  for (const [at, hex, what, codec] of OTHERS) {
    if (head.toString("hex", at, at + hex.length / 2) === hex) return { what, codec };
  }
  if (!dolbyBy(head)) return null;
  // The version of the bit stream tells the two kinds apart.
  return (head[5] ?? 0) >> 3 > 10
    ? { what: "Dolby Digital Plus", codec: "eac3" }
    : { what: "Dolby Digital", codec: "ac3" };
}

/** Two bytes are a weak mark: it must come back at equal distances. */
function dolbyBy(head: Buffer): boolean {
  const mark = Buffer.from([0x0b, 0x77]);
  if (!head.subarray(0, 2).equals(mark)) return false;
  const frame = head.indexOf(mark, 64);
  return frame > 0 && head.subarray(frame * 2, frame * 2 + 2).equals(mark);
}
