import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { audioEnding } from "./audio-ending.ts";

const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part))));

describe("the usual ending of a recording", () => {
  it.each<[string, string, Uint8Array]>([
    ["wav", "audio/wav", bytes("RIFF", [36, 0, 0, 0], "WAVE")],
    ["wav", "audio/wav", bytes("RF64", [255, 255, 255, 255], "WAVE")],
    ["flac", "audio/flac", bytes("fLaC", [0, 0, 0, 34])],
    ["ogg", "audio/ogg", bytes("OggS", [0, 2])],
    ["mp3", "audio/mpeg", bytes("ID3", [4, 0])],
    ["mp3", "audio/mpeg", bytes([0xff, 0xfb, 0x90, 0x64])],
    ["aac", "audio/aac", bytes([0xff, 0xf1, 0x50, 0x80])],
    ["m4a", "audio/mp4", bytes([0, 0, 0, 32], "ftypM4A ")],
    ["mp4", "audio/mp4", bytes([0, 0, 0, 32], "ftypisom")],
    ["3gp", "audio/3gpp", bytes([0, 0, 0, 32], "ftyp3gp4")],
    ["mov", "video/quicktime", bytes([0, 0, 0, 32], "ftypqt  ")],
    ["webm", "audio/webm", bytes([0x1a, 0x45, 0xdf, 0xa3])],
    ["aiff", "audio/aiff", bytes("FORM", [0, 0, 0, 9], "AIFC")],
    ["amr", "audio/amr", bytes("#!AMR\n")],
    ["wma", "audio/x-ms-wma", bytes([0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66])],
  ])("%s is told by its bytes, as %s", (ending, mediaType, head) => {
    expect(audioEnding(head, "call.xyz")).toEqual({ ending, mediaType });
  });

  it("is that of its name where nobody knows the bytes", () => {
    expect(audioEnding(bytes("????"), "Board meeting.OPUS")).toMatchObject({ ending: "opus" });
    expect(audioEnding(bytes("RIFF", [0, 0, 0, 0], "AVI "), "clip.avi")).toMatchObject({ ending: "avi" });
  });

  it("never carries anything else of a name along", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.string(), (head, name) => {
        expect(audioEnding(head, name).ending).toMatch(/^[0-9a-z]{1,5}$/);
      }),
    );
    expect(audioEnding(bytes([0xff, 0xe1]), "john smith")).toMatchObject({ ending: "bin" });
  });
});
