import { describe, expect, it } from "vitest";
import { type Flags, readSettings } from "../settings.ts";

const KEYS = { ASSEMBLYAI_API_KEY: "a", OPENAI_API_KEY: "o" };

function read(flags: Flags, environment: Readonly<Record<string, string>> = KEYS) {
  return readSettings({ store: null, ...flags }, environment);
}

describe("a chain in the settings", () => {
  it("begins with its first link, in place of a provider", () => {
    const settings = read({ chain: "assemblyai, openai ,local" });
    expect(settings.provider).toBe("assemblyai");
    expect(settings.others.map(({ provider }) => provider)).toEqual(["openai", "local"]);
    expect(read({}, { ...KEYS, TENUTO_CHAIN: "local,assemblyai" })).toMatchObject({ provider: "local" });
  });

  it("is off unless somebody asks for it", () => {
    expect(read({}).others).toEqual([]);
  });

  it("may begin and go on with accounts of names of one's own", () => {
    const accounts = { work: { provider: "assemblyai", region: "eu", apiKey: "w" }, spare: { apiKey: "s" } } as const;
    const settings = read({ accounts, chain: "work,spare" });
    expect(settings).toMatchObject({ account: "work", region: "eu" });
    expect(settings.others).toEqual([{ provider: "assemblyai", account: "spare", region: "us", baseUrl: null }]);
  });

  it("takes the address of each provider from that provider's own variable", () => {
    const environment = { ...KEYS, ASSEMBLYAI_BASE_URL: "http://one.test", OPENAI_BASE_URL: "http://two.test/v1" };
    const settings = read({ chain: "assemblyai,openai" }, environment);
    expect([settings.baseUrl, settings.others[0]?.baseUrl]).toEqual(["http://one.test", "http://two.test/v1"]);
  });

  it("needs no key of a server of one's own that may have none", () => {
    const environment = { ASSEMBLYAI_API_KEY: "a", OPENAI_BASE_URL: "http://127.0.0.1:8000" };
    expect(read({ chain: "assemblyai,openai" }, environment).others).toHaveLength(1);
  });

  it.each<[string, Flags, RegExp]>([
    [
      "a link that there is not",
      { chain: "assemblyai,whispers" },
      /--chain: there is no provider and no account "whispers"/,
    ],
    ["a link twice", { chain: "assemblyai,local,local" }, /--chain has "local" twice/],
    ["a link without a name", { chain: "assemblyai,,local" }, /leaves a link without a name/],
    ["a link without a key", { chain: "assemblyai,deepgram" }, /--chain: deepgram has no key/],
    [
      "an account without a key",
      { chain: "assemblyai,d", accounts: { d: { provider: "deepgram" } } },
      /account d has no key/,
    ],
    [
      "another provider beside it",
      { chain: "assemblyai,local", provider: "local" },
      /begins with "assemblyai", and local/,
    ],
    ["an option that nobody loses", { chain: "assemblyai,local", mayLose: "words" }, /--may-lose is "words"/],
    ["a fence that is no region", { fence: "mars" }, /--fence is "mars"/],
  ])("refuses %s, naming the field", (_name, flags, told) => {
    expect(() => read(flags)).toThrow(told);
  });
});
