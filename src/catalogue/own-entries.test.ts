import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CatalogueEntry } from "../domain/catalogue-entry.ts";
import { buildCatalogue } from "./catalogue.ts";
import { draftEntry } from "./draft-entry.ts";
import { GENERIC_ERRORS } from "./generic.ts";
import { readOwnEntries } from "./own-entries.ts";
import type { EntryOverride, NewEntry } from "./own-entry.ts";
import { TENUTO_ERRORS } from "./tenuto-errors.ts";

const ACME: readonly CatalogueEntry[] = [
  {
    code: "acme/full",
    provider: "acme",
    seen: "reply",
    status: [503],
    message: "House full, back in {time}",
    labels: ["house_full"],
    parameters: { time: { type: "text", description: "When there is room" } },
    description: "Too many guests.",
    advice: "Wait.",
    class: "throttled",
    scope: "account",
    remedy: "retry",
    certainty: "rejected",
    sample: "House full, back in 3 days",
    source: "test",
    dated: "2026-11",
  },
];
const BUILT_IN = [GENERIC_ERRORS, TENUTO_ERRORS, ACME];

const SUSPENDED: NewEntry = {
  code: "own/suspended",
  provider: "acme",
  seen: "reply",
  message: "Tenant {tenant} is suspended",
  parameters: { tenant: { type: "text", description: "Its name" } },
  description: "It has not paid.",
  advice: "Pay.",
  class: "quota",
  scope: "account",
  remedy: "park",
};

function listsOf(...items: readonly unknown[]): readonly (readonly CatalogueEntry[])[] {
  const read = readOwnEntries(items, BUILT_IN);
  if (read.kind === "refused") throw new Error(JSON.stringify(read.problems));
  return read.lists;
}

/** Each as `path why`. */
function problemsOf(...items: readonly unknown[]): readonly string[] {
  const read = readOwnEntries(items, BUILT_IN);
  return read.kind === "read" ? [] : read.problems.map(({ path, why }) => `${path.join(".")} ${why}`);
}

const found = (lists: readonly (readonly CatalogueEntry[])[], code: string) =>
  lists.flat().find((entry) => entry.code === code);

describe("own entries", () => {
  it("come after the built-in ones, with what nobody need write filled in", () => {
    const lists = listsOf({ ...SUSPENDED, provider: undefined, advice: "  Pay\n   now. \n" });
    expect(lists.slice(0, -1)).toEqual(BUILT_IN);
    expect(lists.at(-1)).toEqual([
      {
        ...SUSPENDED,
        provider: null,
        advice: "Pay now.",
        sample: null,
        source: "own entry",
        dated: "undated",
        parameters: { tenant: { type: "text", description: "Its name", secret: false } },
      },
    ]);
    expect(() => buildCatalogue(lists)).not.toThrow();
  });

  it("know a socket's code in any case", () => {
    const socket = {
      ...SUSPENDED,
      message: undefined,
      parameters: undefined,
      seen: "socket",
      codes: ["etenant", "Acme_*"],
    };
    expect(found(listsOf(socket), "own/suspended")?.codes).toEqual(["ETENANT", "ACME_*"]);
  });

  it("are none where the list is empty", () => {
    expect(listsOf()).toEqual([...BUILT_IN, []]);
  });

  it("that explain prints for an unknown fault are taken as they stand", () => {
    const texts = fc.string({ unit: "binary" }).map((text) => `the acme broke ${text.replace(/\p{Cc}/gu, "")}`);
    const status = fc.constantFrom(null, 418, 599);
    fc.assert(
      fc.property(texts, status, (text, status) => {
        const draft = draftEntry({ provider: null, seen: "reply", status, text });
        expect(problemsOf(draft)).toEqual([]);
      }),
    );
  });
});

describe("an override", () => {
  it("changes what it names, adds wordings and labels, and leaves the rest", () => {
    const override: EntryOverride = {
      overrides: "acme/full",
      advice: "Ring the bell.",
      remedy: "park",
      attempts: 3,
      pace: { minMs: 1_000, maxMs: 2_000 },
      wordings: ["No room until {time}"],
      labels: ["no_room"],
    };
    expect(found(listsOf(override), "acme/full")).toEqual({
      ...ACME[0],
      advice: "Ring the bell.",
      remedy: "park",
      attempts: 3,
      pace: { minMs: 1_000, maxMs: 2_000 },
      wordings: ["No room until {time}"],
      labels: ["house_full", "no_room"],
    });
  });

  it("of an entry that is known by its status alone may change all but its words", () => {
    expect(found(listsOf({ overrides: "http/503", attempts: 9 }), "http/503")?.attempts).toBe(9);
    expect(problemsOf({ overrides: "http/503", wordings: ["Out to lunch"] })).toEqual([
      expect.stringMatching(/^0\.wordings http\/503 is known without words/),
    ]);
  });

  it("never touches what reached the provider, whatever else it changes", () => {
    for (const certainty of ["not-sent", "rejected", "accepted", "unknown"]) {
      expect(problemsOf({ overrides: "acme/full", certainty })).toEqual([
        expect.stringMatching(/^0\.certainty "certainty" cannot stand here.*pay twice/),
      ]);
    }
  });
});

describe("an own entry is refused", () => {
  const changed = (changes: object) => ({ ...SUSPENDED, ...changes });

  it.each<[string, object | unknown, string]>([
    ["that is no group of words", "own/suspended", "0 an entry is made of words"],
    ["without code", changed({ code: undefined }), '0.code "code" is missing'],
    ["that is empty", {}, '0 an entry has a "code"'],
    ["whose code has no slash", changed({ code: "suspended" }), '0.code "code" cannot be "suspended"'],
    [
      "whose code is built in",
      changed({ code: "acme/full" }),
      '0.code there is a built-in entry acme/full: write "overrides"',
    ],
    ["whose code is left for the unknown", changed({ code: "http/other" }), "0.code there is a built-in entry"],
    [
      "whose code may be a later version's",
      changed({ code: "tenuto/x" }),
      "0.code a code of your own begins with own/",
    ],
    [
      "of an unknown class",
      changed({ class: "netwrok" }),
      '0.class "class" cannot be "netwrok": it takes network, timeout',
    ],
    ["of an unknown scope", changed({ scope: "world" }), '0.scope "scope" cannot be "world": it takes attempt, job'],
    ["of an unknown remedy", changed({ remedy: "pray" }), '0.remedy "remedy" cannot be "pray": it takes retry'],
    ["of an unknown stage", changed({ stages: ["submit", "dream"] }), '0.stages.1 "stages" cannot be "dream"'],
    ["of an unknown kind", changed({ kinds: ["poem"] }), '0.kinds.0 "kinds" cannot be "poem"'],
    ["of an unknown provider", changed({ provider: "amce" }), '0.provider there is no provider "amce", but acme'],
    ["of an impossible status", changed({ status: [403, 700] }), '0.status.1 "status" cannot be 700'],
    [
      "of a range that ends before it begins",
      changed({ statusRange: [599, 500] }),
      '0.statusRange "statusRange" cannot be',
    ],
    ["without advice", changed({ advice: " \n " }), '0.advice "advice" cannot be " \\n "'],
    ["whose advice obeys a terminal", changed({ advice: "Pay\u001b[2J" }), '0.advice "advice" cannot be'],
    ["worth more tries than a loop", changed({ attempts: 101 }), '0.attempts "attempts" cannot be 101'],
    ["that hammers", changed({ pace: { minMs: 5, maxMs: 5_000 } }), '0.pace.minMs "pace" cannot be 5'],
    ["that paces backwards", changed({ pace: { minMs: 5_000, maxMs: 1_000 } }), '0.pace "pace" cannot be a group'],
    ["that says what reached the provider", changed({ certainty: "rejected" }), "0.certainty"],
    ["that is unknown", changed({ unknown: true }), '0.unknown "unknown" cannot stand here'],
    ["with a pattern", changed({ pattern: "(a+)+$" }), '0.pattern "pattern" cannot stand here: patterns are not taken'],
    [
      "with a regular expression for a message",
      changed({ message: /(a+)+$/ }),
      '0.message "message" cannot be a regular expression: patterns',
    ],
    [
      "with a word that is none",
      changed({ colour: "red" }),
      '0.colour "colour" is not a word of an entry. Here may stand',
    ],
    ["that could match anything", changed({ message: "{tenant}." }), '0.message The template "{tenant}." has no words'],
    [
      "that could match nearly anything",
      changed({ message: "no {tenant}" }),
      '0.message the template "no {tenant}" has fewer than 4',
    ],
    ["with two parameters in a row", changed({ message: "Tenant {tenant}{tenant}" }), "0.message The template"],
    ["with a parameter twice", changed({ message: "{tenant} is {tenant} is" }), "names a parameter twice"],
    [
      "with a parameter that nobody declared",
      changed({ wordings: ["Tenant {who} is out"] }),
      "0.wordings.0 {who} is not among the entry's parameters; there are tenant",
    ],
    ["that fits anything", changed({ message: undefined }), "0 it fits anything"],
    [
      "that waits for the code of a reply",
      changed({ codes: ["EPIPE"] }),
      '0.codes with "seen: reply" there is no codes',
    ],
    [
      "that no text of its own fits",
      changed({ sample: "All is well" }),
      '0.sample "All is well" fits none of its own messages',
    ],
    ["that is dated to a day", changed({ dated: "2026-11-03" }), '0.dated "dated" cannot be'],
    [
      "with a field of a parameter that is none",
      changed({ parameters: { tenant: { type: "text", description: "x", hidden: true } } }),
      '0.parameters.tenant.hidden "hidden" is not a word of "tenant"',
    ],
    [
      "that asks for too many cases",
      changed({ statusRange: [100, 599], wordings: ["Locked out"] }),
      "0 its texts, statuses, codes and stages make 5000 cases",
    ],
  ])("%s", (_, item, says) => {
    const problems = problemsOf(item);
    expect(problems.join("\n")).toContain(says);
    expect(problems).toHaveLength(1);
  });

  it("with every problem that it has, and so are the others", () => {
    const problems = problemsOf(
      changed({ class: "x", remedy: "y" }),
      SUSPENDED,
      changed({ code: "own/b", scope: "z" }),
    );
    expect(problems.map((problem) => problem.split(" ")[0])).toEqual(["0.class", "0.remedy", "2.scope"]);
  });

  it("that has the code of another, and an override of the same entry", () => {
    expect(problemsOf(SUSPENDED, SUSPENDED)).toEqual(["1.code entry 1 of the list has the code own/suspended too"]);
    const override = { overrides: "acme/full", advice: "Wait longer." };
    expect(problemsOf(override, override)).toEqual(["1.overrides entry 1 of the list overrides acme/full too"]);
  });

  it.each<[string, readonly unknown[], readonly string[]]>([
    [
      "the message of a built-in one",
      [changed({ message: "House full, back in {tenant}", status: [503] })],
      ['0.message "House full, back in tenant" is claimed by acme/full: say more, or override that entry'],
    ],
    [
      "the sample of a built-in one",
      [changed({ message: "House full, back in {tenant} days" })],
      ['0 it would claim "House full, back in 3 days", which belongs to acme/full: say more, or override that entry'],
    ],
    [
      "the sample of another own one",
      [SUSPENDED, changed({ code: "own/b", message: "Tenant locked", sample: "Tenant X is suspended" })],
      ['1.sample "Tenant X is suspended" is claimed by own/suspended: say more, or override that entry'],
    ],
    [
      "the status of a built-in one",
      [changed({ provider: null, message: undefined, status: [503] })],
      ["0 what it is known by is claimed by http/503: say more, or override that entry"],
    ],
  ])("that claims %s", (_, items, says) => {
    expect(problemsOf(...items)).toEqual(says);
  });
});

describe("a list of own entries", () => {
  it("that is none, or too long, is refused as a whole", () => {
    expect(readOwnEntries({ code: "own/a" }, BUILT_IN)).toMatchObject({
      problems: [{ path: [], why: expect.stringContaining("a list") }],
    });
    const many = Array.from({ length: 1_001 }, () => SUSPENDED);
    expect(readOwnEntries(many, BUILT_IN)).toMatchObject({
      problems: [{ path: [], why: expect.stringContaining("1001 entries") }],
    });
  });

  it("of anything at all is read or refused with its places, and never throws", () => {
    const words = Object.keys(SUSPENDED).concat("overrides", "status", "labels", "pace", "__proto__", "toString");
    const item = fc.dictionary(fc.constantFrom(...words), fc.anything());
    fc.assert(
      fc.property(fc.array(fc.oneof(item, fc.anything())), (items) => {
        const read = readOwnEntries(items, BUILT_IN);
        if (read.kind === "read") expect(items).toEqual([]);
        else
          for (const { path, why } of read.problems)
            expect([path[0] ?? 0, why !== ""]).toEqual([expect.any(Number), true]);
      }),
    );
  });

  it("leaves a sound catalogue behind, whatever is taken", () => {
    const text = fc.constantFrom("House full", "Tenant {tenant} is out", "out of house", "House {tenant}", "tenant");
    const item = fc.record(
      { message: text, sample: fc.option(text), status: fc.constantFrom([503], [403, 404]) },
      { requiredKeys: ["message"] },
    );
    const items = fc
      .array(item, { maxLength: 4 })
      .map((all) => all.map((one, at) => ({ ...SUSPENDED, ...one, code: `own/e${at}` })));
    fc.assert(
      fc.property(items, (items) => {
        const read = readOwnEntries(items, BUILT_IN);
        if (read.kind === "read") expect(() => buildCatalogue(read.lists)).not.toThrow();
      }),
    );
  });
});
