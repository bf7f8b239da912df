/** Bytes of a text in base64 that so many bytes come to. */
export function base64Length(bytes: number): number {
  return 4 * Math.ceil(bytes / 3);
}

/** Three bytes make four letters, so up to two wait for the next piece. */
export async function* base64Of(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of bytes) {
    const all = rest.byteLength === 0 ? Buffer.from(piece) : Buffer.concat([rest, piece]);
    const whole = all.byteLength - (all.byteLength % 3);
    rest = all.subarray(whole);
    if (whole > 0) yield Buffer.from(all.subarray(0, whole).toString("base64"));
  }
  if (rest.byteLength > 0) yield Buffer.from(rest.toString("base64"));
}
