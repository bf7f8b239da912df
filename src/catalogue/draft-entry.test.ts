import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { draftEntry } from "./draft-entry.ts";
import { normalise } from "./normal-text.ts";
import { compileTemplate } from "./template.ts";

const draft = (text: string) => draftEntry({ provider: "acme", seen: "reply", status: 418, text });

describe("a draft of an entry", () => {
  it("has what varies as parameters", () => {
    const words = "Job 5f1c2d3e-aa41 took 12.5 s to fetch https://host/a?b=c and 3 more";
    expect(draft(words)).toMatchObject({
      code: "own/job-took-s-to-fetch-and",
      message: "Job {id} took {number} s to fetch {url} and {number2} more",
      parameters: {
        id: { type: "text" },
        number: { type: "number" },
        url: { type: "url" },
        number2: { type: "number" },
      },
      status: [418],
      sample: words,
    });
  });

  it("leaves out what is not known", () => {
    expect(draftEntry({ provider: null, seen: "job", status: null, text: "" })).toEqual(
      expect.not.objectContaining({ message: expect.anything(), status: expect.anything() }),
    );
  });

  it("matches the words that it was made of, where they have any of their own", () => {
    fc.assert(
      fc.property(fc.lorem({ maxCount: 8 }), fc.webUrl(), fc.nat(), (words, url, count) => {
        const text = `${words} ${url} and ${count}`;
        const { message } = draft(text);
        expect(compileTemplate(String(message)).match(normalise(text))).not.toBeNull();
      }),
    );
  });

  it("never throws", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void draft(text)));
  });
});
