import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileTemplate, normalise } from "./template.ts";

const match = (template: string, text: string) => compileTemplate(template).match(normalise(text));

describe("a message template", () => {
  it("gives its parameters as the text wrote them", () => {
    const template = "Download error to {url}, {status} Client Error: {reason} for url: {url2}";
    const text = "Download error to https://Host/A.mp3,  404 Client Error: Not\nFound for url: https://Host/A.mp3.";
    expect(match(template, text)).toEqual({
      url: "https://Host/A.mp3",
      status: "404",
      reason: "Not\nFound",
      url2: "https://Host/A.mp3",
    });
  });

  it.each([
    ["Server error, developers have been alerted."],
    ["Server error, developers have been alerted"],
    ["  SERVER ERROR,\t developers \r\n have been alerted!  "],
    ["Server error, developers have been alerted. We are sorry."],
  ])("ignores case, white space, closing punctuation and what comes after: %j", (text) => {
    expect(match("Server error, developers have been alerted.", text)).toEqual({});
  });

  it.each([
    ["Server error", "A server error"],
    ["Server error, developers", "Server error; developers"],
    ["Not found", ""],
    ["{field} must be a {type}", "must be"],
    ["a {x} b {y} c", "a 1 c 2 b"],
  ])("%j does not match %j", (template, text) => {
    expect(match(template, text)).toBeNull();
  });

  it("may begin anywhere when it begins with a parameter", () => {
    expect(match("{field} must be a {type}", "format_text must be a Boolean.")).toEqual({
      field: "format_text",
      type: "Boolean",
    });
  });

  it("keeps places right behind letters that grow when lowered", () => {
    expect(match("word {x} end {y}", "word İİß end İ!")).toEqual({ x: "İİß", y: "İ" });
  });

  it.each(["", "{all}", "{a}{b} text", "{a} text {a}", " . "])("refuses to be %j", (template) => {
    expect(() => compileTemplate(template)).toThrow(/template/);
  });

  it("finds again whatever was put in for its parameters", () => {
    const filling = fc.stringMatching(/^[A-Za-z0-9/]{1,20}$/);
    fc.assert(
      fc.property(filling, filling, (first, second) => {
        expect(match("took <{first}> for <{second}>", `Took  <${first}> for <${second}>.`)).toEqual({ first, second });
      }),
    );
  });

  it("never throws, whatever the text", () => {
    const template = compileTemplate("Download error to {url}, {status} Client Error");
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const params = template.match(normalise(`Download error to ${text}`));
        expect(params === null || typeof params.url === "string").toBe(true);
      }),
    );
  });
});
