import { describe, expect, it } from "vitest";
import type { Recogniser } from "../domain/recogniser.ts";
import { readSettings } from "../settings.ts";
import { requireReady, type WantedAccount } from "./ready.ts";

function recogniser(...missing: string[]): Recogniser {
  return {
    name: "local",
    missing: async () => missing,
    recognise: async () => ({ ok: false, code: "none", message: "not asked for here" }),
  };
}

const USUAL: WantedAccount = { name: null, provider: "assemblyai" };

describe("requireReady", () => {
  it("is content with a key", async () => {
    const settings = readSettings({}, { ASSEMBLYAI_API_KEY: "k" });
    await expect(requireReady([USUAL], settings, recogniser())).resolves.toBeUndefined();
  });

  it("tells three ways to get going when there is neither a key nor a choice", async () => {
    const ready = requireReady([USUAL], readSettings({}, {}), recogniser("ffmpeg"));
    await expect(ready).rejects.toMatchObject({
      message: "There is no key for assemblyai.",
      remedy: expect.stringMatching(/1\..*ASSEMBLYAI_API_KEY.*2\..*apt-get install.*3\..*tenuto demo.*tenuto twin/s),
    });
  });

  it("says that the local recogniser works here and does not take it unasked", async () => {
    const ready = requireReady([USUAL], readSettings({}, {}), recogniser());
    await expect(ready).rejects.toMatchObject({ remedy: expect.stringMatching(/--provider local\. It works here/) });
  });

  it("names just the variable to who chose the provider", async () => {
    const settings = readSettings({ provider: "assemblyai" }, {});
    await expect(requireReady([USUAL], settings, recogniser())).rejects.toMatchObject({
      remedy: "Put it into ASSEMBLYAI_API_KEY.",
    });
  });

  it("says what the local recogniser lacks", async () => {
    const settings = readSettings({ provider: "local" }, {});
    await expect(
      requireReady([{ name: "local", provider: "local" }], settings, recogniser("ffmpeg", "pocketsphinx")),
    ).rejects.toMatchObject({
      message: "The local recogniser needs ffmpeg and pocketsphinx, which are not here.",
    });
  });

  it("asks for no recogniser where nothing is to be transcribed", async () => {
    const wanted = { name: "local", provider: "local", assessesOnly: true };
    const settings = readSettings({ provider: "local" }, {});
    await expect(requireReady([wanted], settings, recogniser("pocketsphinx"))).resolves.toBeUndefined();
  });

  it("takes no key for an account but its own, and says where that is missing", async () => {
    const accounts = { work: { slots: 3 }, lab: { apiKey: "k-lab" } };
    const settings = readSettings({ accounts }, { ASSEMBLYAI_API_KEY: "k" });
    const ready = (name: string) => requireReady([{ name, provider: "assemblyai" }], settings, recogniser());
    await expect(ready("lab")).resolves.toBeUndefined();
    await expect(ready("assemblyai@eu")).resolves.toBeUndefined();
    await expect(ready("gone")).rejects.toMatchObject({ code: "settings/account" });
    const keyless = readSettings({ accounts }, {});
    const wanted = { name: "work", provider: "assemblyai" };
    await expect(requireReady([wanted], keyless, recogniser())).rejects.toMatchObject({
      message: "There is no key for the account work.",
      remedy: "Put it into ASSEMBLYAI_API_KEY.",
    });
  });

  it("sees before anything is sent that a file has no key", async () => {
    const settings = readSettings({ account: "work", accounts: { work: { keyFile: "/nowhere/key" } } }, {});
    const ready = requireReady([{ name: "work", provider: "assemblyai" }], settings, recogniser());
    await expect(ready).rejects.toMatchObject({ code: "settings/key-file" });
  });
});
