import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalise } from "./normal-text.ts";
import { compileTemplate, filledIn, placesIn } from "./template.ts";

const found = (template: string, text: string) => compileTemplate(template).match(normalise(text));
const match = (template: string, text: string) => found(template, text)?.params ?? null;

describe("a message template", () => {
  it("gives its parameters as the text wrote them, with single spaces", () => {
    const template = "Download error to {url}, {status} Client Error: {reason} for url: {url2}";
    const text = "Download error to https://Host/A.mp3,  404 Client Error: Not\nFound for url: https://Host/A.mp3.";
    expect(match(template, text)).toEqual({
      url: "https://Host/A.mp3",
      status: "404",
      reason: "Not Found",
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
    ["Server error", "A webserver error"],
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
        const match = template.match(normalise(`Download error to ${text}`));
        expect(match === null || typeof match.params.url === "string").toBe(true);
      }),
    );
  });

  it.each([
    ["Error: Server error, developers have been alerted. (request 17)"],
    ["transcript 5f1 failed with <<server error,  developers have been alerted>>"],
    ["reserver error; Server error, developers have been alerted"],
    ["Traceback (most recent call last):\n  TranscriptError: Server error, developers have been alerted."],
  ])("is found inside other words: %j", (text) => {
    expect(found("Server error, developers have been alerted", text)).toEqual({ params: {}, opens: false });
  });

  it.each([
    ["ASR timeout", "the LASR timeout"],
    ["User {id} is away", "Error: User 3 is away"],
    ["Not found", "it was Not found"],
    ["Server error, developers", `${"x ".repeat(3_000)}Server error, developers`],
  ])("%j is not found in the middle of a word, when it is short, or far in", (template, text) => {
    expect(found(template, text)).toBeNull();
  });

  it("is found by all its words where the first are few", () => {
    const template = "User {id} does not have access for this API";
    expect(found(template, "Error 403: User 8812 does not have access for this API.")?.params).toEqual({ id: "8812" });
  });

  it("is found where its last parameter has no value", () => {
    for (const text of ["Invalid session token: ", "Invalid session token:", "Error: Invalid session token: ."]) {
      expect(match("Invalid session token: {token}", text), text).toEqual({ token: "" });
    }
    expect(match("Invalid session token: {token}", "Invalid session tokens")).toBeNull();
  });

  it("opens a text that it stands at the beginning of", () => {
    expect(found("Server error", "Server error, sorry")?.opens).toBe(true);
  });

  it("names its places and takes values for them", () => {
    expect(placesIn("{user_type} ID of {name}")).toEqual(["user_type", "name"]);
    expect(filledIn("Could not find {user_type} ID of {name}", { user_type: "teacher" })).toBe(
      "Could not find teacher ID of {name}",
    );
  });
});
