import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Claim, Sighting } from "../src/catalogue/claim.ts";
import { classify } from "../src/catalogue/classify.ts";
import { normalise } from "../src/catalogue/normal-text.ts";
import { replyWords } from "../src/catalogue/reply-words.ts";
import { filledIn, placesIn } from "../src/catalogue/template.ts";
import { builtInCatalogue } from "../src/compose-catalogue.ts";
import type { CatalogueEntry } from "../src/domain/catalogue-entry.ts";
import { HIDDEN } from "../src/domain/fault.ts";
import { outlookOf } from "../src/engine/explanation.ts";

const CATALOGUE = builtInCatalogue();
const spoken = CATALOGUE.entries.filter(({ seen, message, sample }) => {
  return (seen === "reply" || seen === "job") && (message !== undefined || sample !== null);
});

/** An entry's own place on the wire, with other words in it. */
function sightingOf({ provider, seen, stages, status, statusRange }: CatalogueEntry, text: string): Sighting {
  const { sentence, labels } = replyWords(text);
  return {
    provider: provider ?? "any",
    stage: stages?.[0] ?? "submit",
    kind: null,
    seen: [seen],
    status: seen === "job" ? 200 : (status?.[0] ?? statusRange?.[0] ?? 400),
    code: null,
    labels,
    text: normalise(sentence ?? text),
  };
}

const claimOf = (entry: CatalogueEntry, text: string): Claim => CATALOGUE.claims(sightingOf(entry, text))[0];
const wordsOf = ({ sample, message = "" }: CatalogueEntry): string => sample ?? message;

/** Words that something has been done to on the way: cut, doubled, wrapped, with noise or another message inside. */
const mangled = (text: string): fc.Arbitrary<string> =>
  fc.oneof(
    fc.nat(text.length).map((end) => text.slice(0, end)),
    fc.tuple(fc.nat(text.length), fc.string({ unit: "binary", maxLength: 20 })).map(([at, noise]) => {
      return text.slice(0, at) + noise + text.slice(at);
    }),
    fc.tuple(fc.lorem(), fc.lorem()).map(([before, after]) => `${before}: ${text} (${after})`),
    fc.nat(Math.max(0, text.length - 1)).map((at) => text.slice(0, at) + text.slice(at + 1)),
    fc.constant(`${text} ${text}`),
    fc.constant(text.toUpperCase().replaceAll(" ", " \t\n ")),
  );

describe("the catalogue as a whole", () => {
  it("never turns a permanent fault into a passing one, whatever becomes of its words", () => {
    const permanent = spoken.filter((entry) => outlookOf(entry) === "permanent");
    expect(permanent.length).toBeGreaterThan(25);
    const mangledWords = fc
      .constantFrom(...permanent)
      .chain((entry) => mangled(wordsOf(entry)).map((text) => ({ entry, text })));
    fc.assert(
      fc.property(mangledWords, ({ entry, text }) => {
        const named = claimOf(entry, text).entry;
        expect(outlookOf(named), `${entry.code} as ${named.code}`).not.toBe("transient");
      }),
      { numRuns: 3_000 },
    );
  });

  it("names a message whatever stands in its places, another's message too", () => {
    const placed = spoken.filter(({ message = "" }) => placesIn(message).length > 0 && !message.startsWith("{"));
    const other = fc.constantFrom(...spoken.map(wordsOf)).map((text) => text.slice(0, 80));
    const filling = fc.oneof(fc.stringMatching(/^[A-Za-z0-9_.:/-]{1,30}$/), other);
    const filled = fc.constantFrom(...placed).chain((entry) => {
      const places = placesIn(entry.message ?? "");
      return fc.array(filling, { minLength: places.length, maxLength: places.length }).map((values) => ({
        entry,
        values: Object.fromEntries(places.map((place, index) => [place, values[index] ?? ""])),
      }));
    });
    fc.assert(
      fc.property(filled, ({ entry, values }) => {
        const named = claimOf(entry, filledIn(entry.message ?? "", values)).entry;
        // Another entry of the same kind may say more about what stands in the place, such as the type of a file.
        expect(outlookOf(named), `${entry.code} as ${named.code}`).not.toBe(
          outlookOf(entry) === "permanent" ? "transient" : "none",
        );
        expect(named.provider).toBe(entry.provider);
      }),
    );
  });

  it("never throws and always names something, whatever the text", () => {
    fc.assert(
      fc.property(fc.constantFrom(...spoken), fc.oneof(fc.string({ unit: "binary" }), fc.json()), (entry, text) => {
        expect(claimOf(entry, text).entry.code).toMatch(/^[a-z]+\//);
      }),
    );
  });
});

describe("a credential in a provider's words", () => {
  const secretive = CATALOGUE.entries.filter(({ parameters = {} }) => {
    return Object.values(parameters).some(({ secret }) => secret === true);
  });

  it("is known to be one", () => {
    expect(secretive.map(({ code }) => code)).toContain("elsa/invalid-session-token");
  });

  it("is in nothing that a fault holds, whatever it looks like and whatever was asked for", () => {
    const token = fc.oneof(
      fc.stringMatching(/^[A-Za-z0-9._~+/=-]{8,200}$/),
      fc.string({ minLength: 8, maxLength: 60 }).map((text) => `t0k3n${text.replace(/[\s.!?…,;:"\\]/g, "x")}n3k0t`),
    );
    const kind = fc.constantFrom("unscripted", "scripted", "transcription", undefined);
    const body = fc.constantFrom(
      (words: string) => words,
      (words: string) => JSON.stringify({ message: words }),
      (words: string) => JSON.stringify({ error: { code: 401, message: words } }),
      (words: string) => JSON.stringify({ type: "ELSA:error", message: words }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...secretive), token, kind, body, (entry, value, asked, write) => {
        const places = placesIn(entry.message ?? "");
        const words = filledIn(entry.message ?? "", Object.fromEntries(places.map((place) => [place, value])));
        const complaint = replyWords(write(words)).sentence ?? words;
        const outcome = { kind: "reply", status: 401, headers: {}, body: write(words), complete: true } as const;
        const fault = classify(
          {
            provider: entry.provider ?? "any",
            stage: "submit",
            ...(asked === undefined ? {} : { kind: asked }),
            exchange: { method: "POST", endpoint: "/x", at: 0, elapsedMs: 0, sentBytes: 0, outcome },
            heard: "garbled",
            complaint,
            now: 0,
            notBefore: null,
            redact: (text) => text,
          },
          CATALOGUE,
        );
        expect(fault?.code).toBe(entry.code);
        expect(JSON.stringify(fault)).not.toContain(value);
        expect(Object.values(fault?.params ?? {})).toContain(HIDDEN);
      }),
    );
  });
});
