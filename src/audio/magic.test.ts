import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { magicOf } from "./magic.ts";

const of = (text: string) => magicOf(Buffer.from(text, "latin1"));

describe("a file's first bytes", () => {
  it.each([
    ["<!DOCTYPE html><html>", "web page"],
    ["\n  <html>", "web page"],
    ['{"error": "not found"}', "JSON"],
    ["[1, 2]", "JSON"],
    ["#EXTM3U\nhttp://127.0.0.1/a.ts", "M3U"],
    ["[playlist]\nFile1=a.mp3", "PLS"],
    ["ffconcat version 1.0\nfile a", "script for ffmpeg"],
    ["version https://git-lfs.github.com/spec/v1", "Git LFS"],
    ["WEBVTT\n\n", "captions"],
    ["1\n00:00:01,000 --> 00:00:02,000", "captions"],
    ["Dear Sir,\nno audio here", "plain text"],
    ["%PDF-1.7\n\x00", "PDF"],
    ["PK\x03\x04\x14", "ZIP"],
    ["MThd\0\0\0\x06", "MIDI"],
    ["RIFF\x10\0\0\0WEBPVP8 ", "WebP"],
    ["\0\0\0\x18ftypheic\0\0\0\0", "HEIC"],
  ])("tells %j for what it is", (text, what) => {
    expect(of(text)).toMatchObject({ kind: "not-audio", what: expect.stringContaining(what) });
  });

  it.each([
    ["wvpk\x10\0", "wavpack"],
    ["RIFF\x10\0\0\0QLCMfmt ", "qcelp"],
    ["Creative Voice File\x1a", null],
  ])("takes %j for a recording of a rare kind", (text, codec) => {
    expect(of(text)).toMatchObject({ kind: "other", codec });
  });

  it("tells a transport stream by marks at equal distances and not by one of them", () => {
    const packets = Buffer.alloc(188 * 5, 0xff);
    for (let at = 0; at < packets.length; at += 188) packets[at] = 0x47;
    expect(magicOf(packets)).toEqual({ kind: "recording", container: "mpegts" });
    packets[188] = 0;
    expect(magicOf(packets)).toEqual({ kind: "unknown" });
  });

  it("takes any text without control characters for text, in whatever language", () => {
    const letters = fc.string({ unit: fc.constantFrom(..."abc äöü ñ 漢字 ру\n"), minLength: 1 });
    fc.assert(
      fc.property(letters, (text) => {
        expect(magicOf(Buffer.from(`z${text}`)).kind).toBe("not-audio");
      }),
    );
  });

  it("never takes bytes with zeros among them for text", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const magic = magicOf(Buffer.concat([Buffer.from("x\0"), bytes]));
        expect(magic.kind === "not-audio" && magic.what === "plain text").toBe(false);
      }),
    );
  });
});
