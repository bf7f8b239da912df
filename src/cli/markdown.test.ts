import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { block, code, plain, table } from "./markdown.ts";

describe("a stranger's text in Markdown", () => {
  it("draws, links and embeds nothing", () => {
    expect(plain("![x](http://evil.test) <b> a|b *c* _d_")).toBe(
      "\\!\\[x\\](http://evil.test) \\<b\\> a\\|b \\*c\\* \\_d\\_",
    );
    expect(code("a `b` c")).toBe("``a `b` c``");
    expect(code("`")).toBe("`` ` ``");
    expect(code("")).toBe("");
  });

  it("never ends the cell, the span or the block that it stands in", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."`|\n\\ a~") }), (text) => {
        const [, , row = ""] = table(["a"], [[code(text)]]);
        expect(row).not.toContain("\n");
        expect(row.slice(2, -2).replaceAll("\\|", "")).not.toContain("|");
        const [open = "", ...rest] = block(text);
        const close = rest.pop() ?? "";
        expect(open).toBe(`${close}text`);
        expect(rest.some((line) => line.trim().startsWith(close))).toBe(false);
      }),
    );
  });

  it("obeys no terminal", () => {
    expect(`${plain("\u001b[2J")}${code("\u001b[2J")}${block("\u001b[2J").join("")}`).not.toContain("\u001b");
  });
});
