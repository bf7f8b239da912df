import { describe, expect, it } from "vitest";
import type { CatalogueEntry } from "../domain/catalogue-entry.ts";
import { pageOf } from "../domain/errors.ts";
import { buildCatalogue } from "./catalogue.ts";
import { GENERIC_ERRORS } from "./generic.ts";
import { TENUTO_ERRORS } from "./tenuto-errors.ts";
import { UNKNTENUTO_ERRORS } from "./unknown.ts";

const entry = (changes: Partial<CatalogueEntry> & { code: string }): CatalogueEntry => ({
  provider: "acme",
  seen: "reply",
  description: "It failed.",
  advice: "Look.",
  class: "server",
  scope: "attempt",
  remedy: "retry",
  sample: null,
  source: "test",
  dated: "2026-11",
  ...changes,
});

describe("a catalogue", () => {
  it("takes in all that is general and our own, each with a page of its own", () => {
    const { entries } = buildCatalogue([GENERIC_ERRORS, TENUTO_ERRORS]);
    expect(entries).toHaveLength(GENERIC_ERRORS.length + TENUTO_ERRORS.length + UNKNTENUTO_ERRORS.length);
    expect(new Set(entries.map(({ code }) => pageOf(code))).size).toBe(entries.length);
  });

  it("cannot be changed", () => {
    const catalogue = buildCatalogue([[entry({ code: "acme/a", status: [500] })]]);
    expect(Object.isFrozen(catalogue)).toBe(true);
    expect(Object.isFrozen(catalogue.entries)).toBe(true);
    expect(catalogue.entries.every(Object.isFrozen)).toBe(true);
  });

  it("finds an entry by its code and by its provider's name for it", () => {
    const catalogue = buildCatalogue([[entry({ code: "acme/full", name: "HouseFull", status: [500] })]]);
    expect(catalogue.find("acme/full")?.name).toBe("HouseFull");
    expect(catalogue.find("housefull")?.code).toBe("acme/full");
    expect(catalogue.find("acme/none")).toBeNull();
  });

  it("refuses two entries of one code", () => {
    const twice = [[entry({ code: "acme/a", status: [500] })], [entry({ code: "acme/a", status: [501] })]];
    expect(() => buildCatalogue(twice)).toThrow("two entries of the code acme/a");
  });

  it.each<[string, Partial<CatalogueEntry>, Partial<CatalogueEntry>]>([
    ["the same status", { status: [500] }, { status: [500, 501] }],
    ["the same message", { message: "Too busy" }, { message: "too  busy." }],
    ["a sample that another's longer message claims", { message: "Busy", sample: "Busy now" }, { message: "Busy now" }],
    ["a wording of another", { message: "Busy" }, { message: "Full", wordings: ["Busy"] }],
    ["messages equal in weight", { message: "{a} is full", sample: "x is full" }, { message: "x is {b}ful" }],
    ["the same range", { statusRange: [500, 502] }, { statusRange: [500, 599] }],
    ["a code twice", { seen: "socket", codes: ["EPIPE"] }, { seen: "program", codes: ["EPIPE"] }],
    ["everything twice", { seen: "job" }, { seen: "job" }],
  ])("refuses entries that claim %s", (_, first, second) => {
    const both = [[entry({ ...first, code: "acme/a" }), entry({ ...second, code: "acme/b" })]];
    expect(() => buildCatalogue(both)).toThrow(/acme\/[ab],? is claimed by acme/);
  });

  it("refuses a sample that its own message does not match", () => {
    const wrong = entry({ code: "acme/a", message: "Busy", sample: "Bsy" });
    expect(() => buildCatalogue([[wrong]])).toThrow("belongs to acme/a, fits none of its own messages");
  });

  it.each<[string, Partial<CatalogueEntry>, Partial<CatalogueEntry>]>([
    ["different stages", { status: [500], stages: ["upload"] }, { status: [500], stages: ["submit"] }],
    ["different providers", { status: [500] }, { status: [500], provider: "other" }],
    ["a status and a range around it", { status: [500] }, { statusRange: [500, 599] }],
    ["a message and its status alone", { status: [500], message: "Busy" }, { status: [500] }],
    ["a job and a reply", { seen: "job", message: "Busy" }, { message: "Busy" }],
  ])("takes entries apart by %s", (_, first, second) => {
    const both = [[entry({ ...first, code: "acme/a" }), entry({ ...second, code: "acme/b" })]];
    expect(() => buildCatalogue(both)).not.toThrow();
  });
});
