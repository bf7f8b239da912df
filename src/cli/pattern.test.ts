import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPatterns } from "./pattern.ts";

function matches(pattern: string, name: string): boolean {
  return readPatterns(pattern).some(({ parts: [part] }) => typeof part === "function" && part(name));
}

describe("a pattern", () => {
  it.each([
    ["*.mp3", "a.mp3", true],
    ["*.mp3", ".a.mp3", false],
    [".*", ".a.mp3", true],
    ["*.mp3", "a.mp3.txt", false],
    ["call-?.wav", "call-7.wav", true],
    ["call-?.wav", "call-😀.wav", true],
    ["call-?.wav", "call-10.wav", false],
    ["[a-c]*.wav", "beta.wav", true],
    ["[!a-c]*.wav", "beta.wav", false],
    ["[]x].wav", "].wav", true],
    ["[a-].wav", "-.wav", true],
    ["[unclosed.wav", "[unclosed.wav", true],
    ["*.{mp3,wav}", "a.wav", true],
    ["*.{mp3,wav}", "a.ogg", false],
    ["{a,b{1,2}}.wav", "b2.wav", true],
    ["{a}.wav", "{a}.wav", true],
    ["\\*.wav", "*.wav", true],
    ["\\*.wav", "a.wav", false],
    ["*.(wav)+", "a.(wav)+", true],
    ["*\n*", "two\nlines", true],
    ["e\u0301*", "\u00e9tude", true],
  ])("%j against %j: %s", (pattern, name, expected) => expect(matches(pattern, name)).toBe(expected));

  it("begins in the folder before its first wildcard", () => {
    expect(readPatterns("calls/2024/**/*.mp3")[0]).toMatchObject({ base: "calls/2024", parts: ["any-depth", {}] });
    expect(readPatterns("*.mp3")[0]?.base).toBe(".");
    expect(readPatterns("/*.mp3")[0]?.base).toBe("/");
    expect(readPatterns("{a,b}/*.mp3").map(({ base }) => base)).toEqual(["a", "b"]);
  });

  it("takes no longer for many stars than for one", () => {
    expect(matches(`${"*a".repeat(60)}b`, "a".repeat(255))).toBe(false);
  });

  it("matches any name once its wildcards are escaped", () => {
    const names = fc.string({ unit: "grapheme", minLength: 1 }).filter((name) => !name.includes("/"));
    fc.assert(
      fc.property(names, (name) => {
        const escaped = name.replace(/[\\*?[{,}\]]/g, "\\$&");
        expect(matches(escaped, name)).toBe(true);
      }),
    );
  });
});
