import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redact, secretsIn, without } from "./redact.ts";

const printable = fc.string({
  unit: fc.constantFrom(..."abcXYZ0189-_.~!$&()*+,;=:@%'|{}[]"),
  minLength: 8,
  maxLength: 60,
});
/** Any text that does not happen to make the secret itself. */
const surroundings = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom("", '"', "'", "\\", "<", "\n"),
);

describe("redaction", () => {
  it.each([
    ["https://cdn.assemblyai.com/upload/1f2e", "https://cdn.assemblyai.com/…"],
    ["see https://host/a/b?sig=xyz#top for more", "see https://host/… for more"],
    ["https://host?sig=xyz", "https://host/…"],
    ["https://user:word@host/a", "https://host/…"],
    ["https://user:word@host", "https://host/…"],
    ["HTTPS://Host:8080/a", "HTTPS://Host:8080/…"],
    ['{"audio_url":"http://host/a"}', '{"audio_url":"http://host/…"}'],
    ["<a href=http://host/a>", "<a href=http://host/…>"],
  ])("leaves only the host of the address in %j", (text, clean) => {
    expect(redact(text, [])).toBe(clean);
  });

  it.each([
    ["escaped as JSON may be", '{"upload_url":"https:\\/\\/host\\/upload\\/1f2e"}'],
    ["written inside another address", "https%3A%2F%2Fhost%2Fupload%2F1f2e"],
    ["with an apostrophe in it", "https://host/it's/1f2e"],
    ["with backslashes, as browsers take them", "https://host\\upload\\1f2e"],
  ])("finds an address %s", (_, text) => {
    expect(redact(text, [])).not.toContain("1f2e");
  });

  it("leaves a bare host and ordinary text as they are", () => {
    const text = "Cannot reach https://host: 503, try again in 5 s (a/b, and/or)";
    expect(redact(text, [])).toBe(text);
    expect(redact("https://host", [])).toBe("https://host");
  });

  it("takes known secrets out wherever they stand", () => {
    expect(redact("key=k3y-1234; again k3y-1234.", ["k3y-1234"])).toBe("key=[removed]; again [removed].");
  });

  it("leaves nothing of a secret that begins like another one", () => {
    expect(redact("the key is abcdef99", ["abcd", "abcdef99"])).toBe("the key is [removed]");
  });

  it("does not take a text apart for an absent or tiny secret", () => {
    expect(redact("a plain sentence", ["", "a"])).toBe("a plain sentence");
  });

  it("leaves no secret, whatever stands around it", () => {
    fc.assert(
      fc.property(surroundings, printable, surroundings, fc.array(printable), (before, secret, after, others) => {
        expect(redact(`${before}${secret}${after}`, [...others, secret])).not.toContain(secret);
      }),
    );
  });

  it("leaves no path of an address, whatever stands around it", () => {
    const schemes = fc.constantFrom("http://", "https://", "HTTPS://", "https:\\/\\/");
    fc.assert(
      fc.property(surroundings, schemes, printable, surroundings, (before, scheme, path, after) => {
        const marked = `p4th-${path}-p4th`;
        expect(redact(`${before}${scheme}host/${marked}${after}`, [])).not.toContain("p4th");
      }),
    );
  });
});

describe("secretsIn", () => {
  it("finds what fields with a telling name hold, at any depth, and nothing else", () => {
    const options = {
      speech_model: "best",
      webhook_auth_header_value: "Bearer raw-secret",
      nested: [{ api_key: "k-1" }, { auth: { user: "u-1", list: ["p-1"] } }],
    };
    expect(secretsIn(options)).toEqual(["Bearer raw-secret", "k-1", "u-1", "p-1"]);
    expect(secretsIn({ count: 3, on: true, none: null })).toEqual([]);
  });
});

describe("without", () => {
  const secret = "https://cdn.test/upload/raw-secret";

  it("takes our own addresses out of a reply and leaves all else the same object", () => {
    const reply = { id: "t1", audio_url: secret, words: [{ text: "word" }], text: null };
    const clean = without(reply, [secret, "word"]) as typeof reply;
    expect(clean).toEqual({ id: "t1", audio_url: "https://cdn.test/…", words: [{ text: "word" }], text: null });
    expect(clean.words).toBe(reply.words);
    expect(without(reply, ["something else entirely"])).toBe(reply);
  });

  it("keeps what somebody said, however much it looks like a short secret", () => {
    expect(without({ text: "the password is open sesame" }, ["open sesame"])).toEqual({
      text: "the password is open sesame",
    });
  });
});
