/** First bytes of what is no recording and often has a recording's name: downloads that went wrong, and mix-ups. */
const DOCUMENTS: readonly (readonly [at: number, hex: string, what: string])[] = [
  [0, "255044462d", "a PDF document"],
  [0, "89504e470d0a1a0a", "a PNG picture"],
  [0, "ffd8ff", "a JPEG picture"],
  [0, "474946383761", "a GIF picture"],
  [0, "474946383961", "a GIF picture"],
  [0, "49492a00", "a TIFF picture"],
  [0, "4d4d002a", "a TIFF picture"],
  [8, "57454250", "a WebP picture"],
  [0, "38425053", "a Photoshop picture"],
  [4, "6674797068656963", "a HEIC picture"],
  [4, "6674797068656978", "a HEIC picture"],
  [4, "667479706d696631", "a HEIF picture"],
  [4, "6674797061766966", "an AVIF picture"],
  [4, "6674797061766973", "an AVIF picture"],
  [0, "504b0304", "a ZIP archive or an office document"],
  [0, "504b0506", "an empty ZIP archive"],
  [0, "1f8b08", "a gzip archive"],
  [0, "425a68", "a bzip2 archive"],
  [0, "fd377a585a00", "an xz archive"],
  [0, "28b52ffd", "a Zstandard archive"],
  [0, "04224d18", "an LZ4 archive"],
  [0, "377abcaf271c", "a 7-Zip archive"],
  [0, "526172211a07", "a RAR archive"],
  [257, "7573746172", "a tar archive"],
  [0, "d0cf11e0a1b11ae1", "an office document"],
  [0, "53514c69746520666f726d6174203300", "an SQLite database"],
  [0, "7f454c46", "a program"],
  [0, "cafebabe", "a program"],
  [0, "cffaedfe", "a program"],
  [0, "0061736d", "a WebAssembly program"],
  [0, "4d546864", "a MIDI score, which holds notes and no sound"],
  [0, "774f4646", "a font"],
  [0, "774f4632", "a font"],
];

/** What else a file is, by marks that no recording begins with; null when it bears none of them. */
export function documentBy(head: Buffer): string | null {
  for (const [at, hex, what] of DOCUMENTS) {
    if (head.toString("hex", at, at + hex.length / 2) === hex) return what;
  }
  // "MZ" alone is two letters; a Windows program names where its second header stands.
  const windows = head.toString("latin1", 0, 2) === "MZ" && head.length >= 64 && head.readUInt32LE(60) < 0x10000;
  return windows ? "a program" : null;
}
