import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countDemuxed, isDemuxed } from "./demux.ts";
import { type Bytes, bytesOf } from "./structure-bytes.ts";
import { walk } from "./structure-walk.ts";

const ROOT = fileURLToPath(new URL("../../test/audio/", import.meta.url));
const { files } = JSON.parse(readFileSync(`${ROOT}manifest.json`, "utf8")) as {
  readonly files: readonly { readonly file: string }[];
};
const recordings = files
  .map(({ file }) => ({ file, content: readFileSync(ROOT + file) }))
  .filter(({ content }) => content.length > 0);

/** A look at the structure is a matter of kilobytes; whatever needs more than this has lost its way. */
const MOST_BYTES = 2 * 1024 * 1024;
const MOST_LOOKS = 5_000;

class Watched implements Bytes {
  readonly size: number;
  readonly #inner: Bytes;
  looks = 0;
  bytes = 0;

  constructor(inner: Bytes) {
    this.#inner = inner;
    this.size = inner.size;
  }

  at(position: number, length: number): Buffer {
    const seen = this.#inner.at(position, length);
    this.looks++;
    this.bytes += seen.length;
    return seen;
  }
}

function looked(content: Uint8Array, name: string): void {
  const bytes = new Watched(bytesOf(content));
  const { declaredMs, packetsMs, findings, format } = walk(bytes, name, false);
  expect(bytes.bytes).toBeLessThan(MOST_BYTES);
  expect(bytes.looks).toBeLessThan(MOST_LOOKS);
  for (const ms of [declaredMs, packetsMs]) expect(ms === null || (Number.isFinite(ms) && ms >= 0)).toBe(true);
  // Whatever cannot be read at all has a reason.
  expect(format !== null || findings.some((finding) => finding.weight === "reject")).toBe(true);
}

const recording = fc.constantFrom(...recordings);
/** Headers are where damage does most: half of all places are among the first 600 bytes. */
const place = fc.oneof(fc.nat(600), fc.nat(600_000));
const damage = fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 24 });

function damaged(content: Buffer, changes: readonly (readonly [number, number])[]): Buffer {
  const copy = Buffer.from(content);
  for (const [at, bits] of changes) copy[at % copy.length] = (copy[at % copy.length] ?? 0) ^ bits;
  return copy;
}

describe("the structure of damaged and hostile files", () => {
  it("is told within bounds of any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5_000 }), (content) => looked(content, "x.mp3")),
      { numRuns: 300 },
    );
  });

  it("is told within bounds of any bytes behind the mark of a container", () => {
    const marks = [
      "RIFF....WAVEfmt ",
      "fLaC",
      "OggS\0\x02",
      "FORM....AIFFCOMM",
      "caff\0\x01\0\0desc",
      "#!AMR\n",
      "ID3\x04\0\0\0\0\0\x05",
    ];
    const more = [
      "\x1aE\xdf\xa3",
      "\0\0\0\x18ftypM4A ",
      "FLV\x01\x05\0\0\0\x09",
      ".snd",
      "RIFF....AVI LIST",
      "\xff\xfb\x90\x64",
    ];
    const marked = fc.tuple(fc.constantFrom(...marks, ...more), fc.uint8Array({ maxLength: 3_000 }));
    fc.assert(
      fc.property(marked, ([mark, rest]) => looked(Buffer.concat([Buffer.from(mark, "latin1"), rest]), "x")),
      { numRuns: 400 },
    );
  });

  it("is told within bounds of recordings that break off anywhere", () => {
    fc.assert(
      fc.property(recording, place, ({ file, content }, at) => looked(content.subarray(0, at % content.length), file)),
      { numRuns: 500 },
    );
  });

  it("is told within bounds of recordings with flipped bits", () => {
    fc.assert(
      fc.property(recording, damage, ({ file, content }, changes) => looked(damaged(content, changes), file)),
      { numRuns: 800 },
    );
  });

  it("is told while packets are counted of recordings with flipped bits", () => {
    fc.assert(
      fc.property(recording, damage, ({ file, content }, changes) => {
        const { packetsMs } = walk(bytesOf(damaged(content, changes)), file, true);
        expect(packetsMs === null || (Number.isFinite(packetsMs) && packetsMs >= 0)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("is kept when the demuxer cannot make sense of the packets", async () => {
    const vorbis = recordings.filter(({ content }) => isDemuxed(walk(bytesOf(content), "x", false)));
    expect(vorbis.length).toBeGreaterThan(0);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...vorbis), damage, async ({ content }, changes) => {
        const bytes = bytesOf(damaged(content, changes));
        const seen = walk(bytes, "x", true);
        const counted = await countDemuxed(bytes, seen);
        expect(counted).toMatchObject({ format: seen.format, declaredMs: seen.declaredMs });
      }),
      { numRuns: 60 },
    );
  });
});

describe("recordings that break off", () => {
  /** Those that declare their length, or mark their end. */
  const whole = [
    "clips/jfk.wav",
    "formats/jfk.aiff",
    "formats/jfk.flac",
    "formats/jfk.m4a",
    "formats/jfk-faststart.m4a",
  ];
  const others = [
    "formats/jfk.webm",
    "formats/jfk-opus.ogg",
    "formats/jfk-vorbis.ogg",
    "formats/jfk.mp3",
    "formats/austen.wma",
  ];
  const ends = recordings.filter(({ file }) => [...whole, ...others].includes(file));

  it("are never taken for whole ones, wherever they end", () => {
    expect(ends).toHaveLength(whole.length + others.length);
    fc.assert(
      fc.property(
        fc.constantFrom(...ends),
        fc.double({ min: 0, max: 0.95, noNaN: true }),
        ({ file, content }, share) => {
          const { findings, declaredMs, packetsMs } = walk(
            bytesOf(content.subarray(0, content.length * share)),
            file,
            true,
          );
          // A cut between two frames of FLAC is no different from a header that promises too much.
          const short = declaredMs !== null && packetsMs !== null && declaredMs - packetsMs > 350;
          expect(findings.length > 0 || short, `${file} at ${share}`).toBe(true);
        },
      ),
      { numRuns: 400 },
    );
  });

  it("are never taken for whole ones between two pages of Ogg", () => {
    const { content } = ends.find(({ file }) => file.endsWith("opus.ogg")) ?? { content: Buffer.alloc(0) };
    const pages: number[] = [];
    for (let at = content.indexOf("OggS", 1); at > 0; at = content.indexOf("OggS", at + 1)) pages.push(at);
    expect(pages.length).toBeGreaterThan(5);
    for (const at of pages.slice(2)) {
      const { findings } = walk(bytesOf(content.subarray(0, at)), "x.ogg", true);
      expect(findings).toMatchObject([{ code: "truncated", weight: "warn" }]);
    }
  });
});
