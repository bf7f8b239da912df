import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { locatedYaml, yamlText } from "./located-yaml.ts";

const read = (text: string) => locatedYaml(text, "a.yaml", (place, why) => new Error(`${place}: ${why}`));

describe("located YAML", () => {
  const { value, where } = read("- code: a\n  status: [4, 5]\n-   code:\n      b\n- &x {c: d}\n- *x\n");

  it("is the text's value", () => {
    expect(value).toEqual([{ code: "a", status: [4, 5] }, { code: "b" }, { c: "d" }, { c: "d" }]);
    expect(read("").value).toBeNull();
    expect(read('{\n\t"a": ["\\u00e9"]\n}').value).toEqual({ a: ["é"] });
  });

  it.each([
    [[], "value", "1:1"],
    [[0], "value", "1:3"],
    [[0, "status"], "word", "2:3"],
    [[0, "status"], "value", "2:11"],
    [[0, "status", 1], "value", "2:15"],
    [[1, "code"], "value", "4:7"],
    [[1, "nothing", "there"], "value", "3:5"],
    [[3, "c"], "value", "6:3"],
  ] as const)("says where %j is, the %s", (path, part, place) => {
    expect(where(path, part)).toBe(`a.yaml:${place}`);
  });

  it.each([
    ["a: b\nc: 1\na: 2", "3:1: Map keys must be unique"],
    ["a: *nobody", "1:4: there is no anchor nobody"],
    ["a: &a [*a]", "1:8: the alias a contains itself"],
    ["a: 1\n---\nb: 2", "2:1: a second document"],
    ["a:\n\t- b", "2:1: Tabs are not allowed"],
    ["a: [", "1:5: "],
    [`- &a x\n${"- *a\n".repeat(101)}`, "102:3: there are more than 100 aliases"],
  ])("refuses %j with its place", (text, says) => {
    expect(() => read(text)).toThrow(`a.yaml:${says}`);
  });

  it("refuses aliases that multiply without end", () => {
    const nine = Array.from({ length: 9 }, (_, at) => `- &a${at + 1} [${`*a${at}, `.repeat(9)}]`);
    expect(() => read(`- &a0 [x]\n${nine.join("\n")}`)).toThrow(/^a.yaml:1:1: Excessive alias count/);
  });

  it.each(["- ", "? ", "- ? ", "[? ", "[a,", "{a: ", ": ", "a: b: "])(
    "goes no deeper than a person writes: %j",
    (level) => {
      const { trouble } = yamlText(level.repeat(20_000));
      expect(trouble).not.toBeNull();
      expect(trouble?.offset).toBeLessThan(500);
    },
  );

  it("looks for keys that stand twice among very many", () => {
    const many = Array.from({ length: 30_000 }, (_, at) => `key${at}: 1\n`).join("");
    expect(yamlText(many).trouble).toBeNull();
    expect(yamlText(`${many}key0: 2`).trouble?.code).toBe("DUPLICATE_KEY");
  });

  it("reads back whatever JSON there is", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (json) => {
        expect(JSON.stringify(read(json).value)).toBe(JSON.stringify(JSON.parse(json)));
      }),
    );
  });

  it("says something about any text, and never throws of itself", () => {
    const piece = fc.constantFrom(
      "- ",
      "? ",
      ": ",
      "a",
      "\n",
      " ",
      "[",
      "]",
      "{",
      "}",
      "&a ",
      "*a",
      "!t ",
      '"',
      "'",
      "|\n",
      "#",
      "---\n",
      "%YAML 1.1\n",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const { trouble, at } = yamlText(pieces.join(""));
        if (trouble !== null) expect(at(trouble.offset)).toMatch(/^[1-9]\d*:[1-9]\d*$/);
      }),
      { numRuns: 500 },
    );
  });
});
