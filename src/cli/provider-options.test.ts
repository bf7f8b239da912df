import { describe, expect, it } from "vitest";
import { readNeutralOptions, readOptions } from "./provider-options.ts";

describe("readOptions", () => {
  it("takes JSON where it parses and text otherwise", () => {
    expect(readOptions(["a=true", "b=3", 'c=["x"]', "d=plain", 'e="3"', "f=", "g=x=y"])).toEqual({
      a: true,
      b: 3,
      c: ["x"],
      d: "plain",
      e: "3",
      f: "",
      g: "x=y",
    });
  });

  it.each([["novalue"], ["=value"], ["a=1", "a=2"]])("refuses %j", (...given) => {
    expect(() => readOptions(given)).toThrow(/--option/);
  });

  it("repeats no value in a refusal, since it may be a secret", () => {
    expect(() => readOptions(["hook=SECRET", "hook=SECRET"])).toThrow(/^(?!.*SECRET)/s);
  });

  it("takes a name that JavaScript has plans for as any other", () => {
    const options = readOptions(['__proto__={"polluted":true}']);
    expect(Object.keys(options)).toEqual(["__proto__"]);
    expect("polluted" in {}).toBe(false);
  });
});

describe("readNeutralOptions", () => {
  it("reads language, speakers and channels, and leaves out what was not asked", () => {
    expect(readNeutralOptions({ language: "en-GB", speakers: "2" })).toEqual({ language: "en-GB", speakers: 2 });
    expect(readNeutralOptions({})).toEqual({});
  });

  it.each([
    { language: "english please" },
    { speakers: "0" },
    { speakers: "two" },
    { channels: "-1" },
    { channels: "99" },
  ])("refuses %j", (flags) => expect(() => readNeutralOptions(flags)).toThrow(/^--(language|speakers|channels) is /));
});
