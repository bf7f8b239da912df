import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { AudioCode } from "../domain/audio-report.ts";
import { readStructure } from "./structure-read.ts";

const ROOT = fileURLToPath(new URL("../../test/audio/", import.meta.url));

interface Known {
  readonly file: string;
  readonly codec: string | null;
  readonly sampleRate: number | null;
  readonly channels: number | null;
  readonly decodedSeconds: number;
  readonly codes: readonly AudioCode[];
}

const { files } = JSON.parse(readFileSync(`${ROOT}manifest.json`, "utf8")) as { readonly files: readonly Known[] };

/** What only the sound itself shows. */
const HEARD: readonly AudioCode[] = [
  "silent",
  "decode-errors",
  "duration-mismatch",
  "steady-noise",
  "too-quiet",
  "mostly-silent",
  "clipping",
  "channel-silent",
  "dual-inverted",
  "dual-identical",
  "dual-near-identical",
  "dual-distinct",
  "band-limited",
  "dc-offset",
];

/** Other tools are led by the name, or repeat a header that is refused here. */
const NO_FORMAT = ["broken/garbage-magic.flac", "broken/pdf-renamed.flac", "broken/sphinx-awful.wav"];
/** Damage in the midst of frames is seen by counting them in MP3; in FLAC only by decoding. */
const DAMAGED = ["broken/garbage-middle.flac", "broken/garbage-middle.mp3"];

describe("the structure of the test recordings", () => {
  it.each(files)("tells of $file all that its bytes show, and nothing else", async ({ file, codes }) => {
    const { findings } = await readStructure(ROOT + file, { countPackets: true });
    const told = findings.map((finding) => finding.code).filter((code) => !HEARD.includes(code));
    expect(told.sort()).toEqual(codes.filter((code) => !HEARD.includes(code)).sort());
  });

  const readable = files.filter(({ file, codec }) => codec !== null && !NO_FORMAT.includes(file));

  it.each(readable)("knows how $file is coded", async ({ file, codec, sampleRate, channels }) => {
    const { format } = await readStructure(ROOT + file);
    expect(format).toMatchObject({ codec, sampleRate, channels });
  });

  it.each(files.filter(({ file }) => !DAMAGED.includes(file)))("counts in $file what really decodes", async (known) => {
    const { packetsMs, decodable } = await readStructure(ROOT + known.file, { countPackets: true });
    // Nobody counts the packets of Windows Media and of transport streams. Other tools do not know how much an encoder
    // filled up where garbage stands before its note on it: 88 ms.
    if (packetsMs === null) expect(!decodable || /\.(wma|ts)$/.test(known.file)).toBe(true);
    else expect(Math.abs(packetsMs - known.decodedSeconds * 1000)).toBeLessThan(90);
  });

  it("finds the bytes amid the frames of an MP3 that are no sound", async () => {
    const { findings } = await readStructure(`${ROOT}broken/garbage-middle.mp3`, { countPackets: true });
    expect(findings.map((finding) => finding.code)).toEqual(["decode-errors"]);
  });

  it.each([
    ["formats/jfk.m4a", true],
    ["formats/jfk-faststart.m4a", false],
    ["formats/jfk-fragmented.mp4", false],
  ])("tells whether the index of %s stands behind the sound", async (file, indexAtEnd) => {
    const { format } = await readStructure(ROOT + file);
    expect(format?.indexAtEnd).toBe(indexAtEnd);
  });

  it("tells a length that is guessed from a bit rate from one that a header declares", async () => {
    expect((await readStructure(`${ROOT}duration/mp3-vbr-no-xing.mp3`)).declaredBy).toBe("bit-rate");
    expect((await readStructure(`${ROOT}formats/jfk.mp3`)).declaredBy).toBe("header");
  });

  it("goes by the name that a recording is given where its path has another", async () => {
    const path = `${ROOT}formats/jfk.mp3`;
    const named = await readStructure(path, { name: "call.wav" });
    expect(named.findings.map((finding) => finding.code)).toEqual(["extension-mismatch"]);
    expect((await readStructure(path)).findings).toEqual([]);
  });
});
