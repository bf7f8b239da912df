import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cut, fitted, jsonLine, printable, printableText, widthOf, wrapped } from "./printable.ts";

const anyText = fc.string({ unit: "grapheme", maxLength: 80 });
const columns = fc.integer({ min: 1, max: 60 });

describe("printable", () => {
  it("makes escape sequences, line breaks and direction marks harmless", () => {
    expect(printable("a\u001b[31mb\nc\u009bd\u202ee")).toBe("a\\x1b[31mb\\x0ac\\x9bd\\u{202e}e");
  });

  it("leaves accents, emoji and other scripts alone", () => {
    expect(printable("Größe 日本 👩‍👩‍👧 été")).toBe("Größe 日本 👩‍👩‍👧 été");
  });

  it("lets no control character through, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029]/u);
      }),
    );
  });

  it("keeps line ends and tabs of a text and nothing else that steers a terminal", () => {
    expect(printableText("one\r\ntwo\tthree\u001b[2J\rfour")).toBe("one\ntwo\tthree\\x1b[2J\\x0dfour");
  });
});

describe("jsonLine", () => {
  it("is one line that steers no terminal and means the same to a program, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const line = jsonLine({ text });
        expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
        expect(JSON.parse(line)).toEqual({ text });
      }),
    );
    expect(jsonLine({ text: "a\u009b31mb\u202ec" })).toBe('{"text":"a\\u009b31mb\\u202ec"}\n');
  });
});

describe("width", () => {
  it("counts wide characters twice, marks not at all, and colours not at all", () => {
    expect(widthOf("日本")).toBe(4);
    expect(widthOf("e\u0301")).toBe(1);
    expect(widthOf("👩‍👩‍👧")).toBe(2);
    expect(widthOf("\u001b[31mred\u001b[39m")).toBe(3);
  });

  it("cuts to the columns there are and says that something is missing", () => {
    expect(cut("recording.wav", 8)).toBe("recordi…");
    expect(cut("日本語.wav", 4)).toBe("日…");
    expect(cut("short", 5)).toBe("short");
  });

  it("cuts and wraps within the columns, whatever the text", () => {
    fc.assert(
      fc.property(anyText, columns, (text, room) => {
        const line = printable(text);
        expect(widthOf(cut(line, room))).toBeLessThanOrEqual(room);
        // A column of one has no room for a wide character, and none may be lost.
        for (const part of wrapped(line, room)) expect(widthOf(part)).toBeLessThanOrEqual(Math.max(2, room));
      }),
    );
  });

  it("fills up to exactly the columns", () => {
    fc.assert(
      fc.property(anyText, columns, (text, room) => {
        expect(widthOf(fitted(printable(text), room))).toBe(room);
      }),
    );
  });

  it("loses no word in wrapping", () => {
    const text = "the recording was refused because its header says something else";
    expect(wrapped(text, 17).join(" ")).toBe(text);
  });
});
